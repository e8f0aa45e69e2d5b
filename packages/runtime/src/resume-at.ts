import { z } from 'zod'
import { optional, type Setting } from './setting.ts'

/** Offsets by `topic/partition`. */
export type ResumeAt = ReadonlyMap<string, number>

const word = /^([A-Za-z0-9._-]{1,249}\/\d{1,9})@(\d{1,16})$/

/**
 * An operator's word for partitions that stopped because records or rows are gone. A service believes it only where it
 * names the very offset that the stop offered, so that a word for one loss never covers the next.
 */
export const resumeAtSetting: Setting<ResumeAt | undefined> = optional({
  description:
    'An operator’s word for partitions that stopped because records or rows are gone. It is believed only where it names the very offset that the stop offered.',
  takes: 'topic/partition@offset as the stop named it, parted by commas',
  schema: z
    .string()
    .transform((value) => value.split(',').map((each) => each.trim()))
    .pipe(z.array(z.string().regex(word)).min(1))
    .transform((words) => new Map(words.map((each) => split(each)))),
})

function split(text: string): [string, number] {
  const [, place = '', offset] = word.exec(text) ?? []
  return [place, Number(offset)]
}
