import type { PanLog } from './read.ts'

/** Fields that the event holds in a field of its own, and those that say nothing about it. */
const held = new Set(
  (
    '- receive_time time_generated action cmd src ip dst sport dport srcuser admin user app sessionid user_agent path before ' +
    'after dstuser object objectname object_id rule rule_uuid serial device_name severity opaque high_res_timestamp ' +
    'actionflags dg_hier_level_1 dg_hier_level_2 dg_hier_level_3 dg_hier_level_4 public_ip threatid misc flags'
  ).split(' '),
)

const nothing = new Set(['', '0', '0x0', 'N/A', '0.0.0.0', '::'])

/** Every other field that has a value, by PAN-OS's name. */
export function attributes({ layout, fields }: PanLog): Record<string, string> {
  const kept: Record<string, string> = {}
  const length = Math.min(layout.names.length, fields.length)
  for (let at = 0; at < length; at++) {
    const name = layout.names[at] ?? '-'
    const value = fields[at] ?? ''
    if (!held.has(name) && !nothing.has(value)) kept[name] = value
  }
  return kept
}
