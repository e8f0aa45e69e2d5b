import { TrailhouseError } from '@trailhouse/errors'
import { currentSchema, type KafkaDelivery } from './kafka-delivery.ts'
import type { Settings } from './options.ts'
import { Outbox } from './outbox.ts'
import type { Segment } from './spool/segments.ts'
import { Spool } from './spool/spool.ts'
import { SpooledOutbox } from './spooled-outbox.ts'

/**
 * An outbox in memory, or one through a spool, which is locked here and begins to send what it holds. `report` is told
 * of losses that no promise tells.
 *
 * @throws TrailhouseError SPOOL_LOCKED, SPOOL_FAILED
 */
export function openOutbox(
  producerId: string,
  { limits, spool: settings, deliveryTimeoutMs }: Settings,
  delivery: KafkaDelivery,
  report: (error: TrailhouseError) => void,
): Outbox | SpooledOutbox {
  if (!settings) return new Outbox(producerId, { ...limits, queueMs: deliveryTimeoutMs / 2 }, delivery)
  const { acknowledge, ...files } = settings
  const onTorn = (segment: Segment, offset: number, bytes: number) => report(damaged(segment, offset, bytes))
  const spool = new Spool({ ...files, producerId, schema: currentSchema }, onTorn)
  return new SpooledOutbox(producerId, { ...limits, settleMs: deliveryTimeoutMs, acknowledge }, spool, delivery, report)
}

const damaged = ({ path }: Segment, offset: number, bytes: number) =>
  new TrailhouseError(
    'SPOOL_DAMAGED',
    `${path} is torn: its last ${bytes} bytes, from ${offset} on, are no whole events`,
  )
