/** In place of packages/event/src/generated/write-event.ts: as of the release before `trace_id`. */
import type { BodyWriter } from '../../../packages/event/src/body-writer.ts'
import type { AuditEvent } from '../../../packages/event/src/generated/audit-event.ts'
import { writeEvent as current } from '../../../packages/event/src/generated/write-event.ts'

export function writeEvent(writer: BodyWriter, event: AuditEvent): void {
  const string: BodyWriter['string'] = (name, value) => {
    if (name !== 'trace_id') writer.string(name, value)
  }
  const methods = (_: BodyWriter, name: keyof BodyWriter) =>
    name === 'string' ? string : (writer[name] as (...given: unknown[]) => unknown).bind(writer)
  current(new Proxy(writer, { get: methods as never }), event)
}
