import { zoneOffset } from './time.ts'

/**
 * Offset of a zone from UTC in seconds by its name or its number, NaN where it is neither. Names of zones are not
 * unique (IST is Israel, India and Ireland): these are the ones that PostgreSQL writes and reads by default.
 * https://www.postgresql.org/docs/current/datetime-config-files.html
 */
export function namedZoneOffset(zone: string): number {
  const hours = hoursEast.get(zone)
  return hours === undefined ? zoneOffset(zone) : hours * 3600
}

const hoursEast = new Map<string, number>([
  ['UTC', 0],
  ['GMT', 0],
  ['UCT', 0],
  ['Z', 0],
  ['WET', 0],
  ['WEST', 1],
  ['BST', 1],
  ['CET', 1],
  ['MET', 1],
  ['CEST', 2],
  ['MEST', 2],
  ['EET', 2],
  ['SAST', 2],
  ['IST', 2],
  ['IDT', 3],
  ['EEST', 3],
  ['EAT', 3],
  ['MSK', 3],
  ['MSD', 4],
  ['PKT', 5],
  ['WIB', 7],
  ['HKT', 8],
  ['AWST', 8],
  ['JST', 9],
  ['KST', 9],
  ['ACST', 9.5],
  ['AEST', 10],
  ['ACDT', 10.5],
  ['AEDT', 11],
  ['NZST', 12],
  ['NZDT', 13],
  ['BRT', -3],
  ['ART', -3],
  ['NST', -3.5],
  ['AST', -4],
  ['ADT', -3],
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
  ['AKST', -9],
  ['AKDT', -8],
  ['HST', -10],
])
