import { type AuditEvent, blankEvent, encodeFramed, uuidv7 } from '@trailhouse/event'
import type { Message } from '@trailhouse/kafka'
import { cloudTrailFile, cutOff, kubernetesEvent, sshLine } from '../../support/vendor-records.ts'
import type { Bed } from './bed.ts'

/** Records of a send to each input: batches small enough that a fetch of 64 KiB, and so a transaction, holds a few of them. */
const perSend = 25

/** One record in so many is cut off in its middle: a dead letter. */
const brokenEvery = 20

const inputs = ['aws-cloudtrail', 'kubernetes-audit', 'openssh', 'sdk'] as const
type Input = (typeof inputs)[number]

/** Settings under which a normalizer makes many small transactions; one stays open for as long as its owner lives. */
export const smallTransactions = {
  TRAILHOUSE_NORMALIZER_FETCH_BYTES: '65536',
  TRAILHOUSE_NORMALIZER_TRANSACTION_TIMEOUT_MS: '60000',
}

/**
 * Produces the next `records` records to the normalizer's inputs in turn, each input's over its partitions: CloudTrail
 * files of one to three events, Kubernetes, OpenSSH, and the SDK's Avro; every 20th is broken.
 */
export async function feed(
  bed: Bed,
  records: number,
  only: readonly Input[] = inputs,
  inSend: number = perSend,
): Promise<void> {
  const from = bed.take(records)
  for (let at = from; at < from + records; at += inSend * only.length) {
    const numbers = Array.from({ length: Math.min(inSend * only.length, from + records - at) }, (_, i) => at + i)
    await bed.producer.send(
      only.map((input, turn) =>
        batchOf(
          bed,
          input,
          numbers.filter((n) => n % only.length === turn),
        ),
      ),
    )
    for (const n of numbers) {
      if (isBroken(n)) bed.expected.letters++
      else bed.expected.events += only[n % only.length] === 'aws-cloudtrail' ? eventsOf(n) : 1
    }
  }
}

function batchOf(bed: Bed, input: Input, numbers: readonly number[]) {
  const topic = input === 'sdk' ? bed.topic('events') : bed.rawTopic(input)
  const messages = numbers.map(
    (n): Message => ({ value: recordOf(bed, input, n), partition: (n >> 2) % bed.partitions }),
  )
  return { topic, messages }
}

function recordOf(bed: Bed, input: Input, n: number): Buffer | string {
  switch (input) {
    case 'aws-cloudtrail':
      return intact(n, cloudTrailFile(n * 4, eventsOf(n)))
    case 'kubernetes-audit':
      return intact(n, kubernetesEvent(n))
    case 'openssh':
      return isBroken(n) ? '{"MESSAGE":' : sshLine(n)
    case 'sdk': {
      const framed = encodeFramed(bed.schemaId, sdkEvent(n))
      return isBroken(n) ? framed.subarray(0, framed.length >> 1) : framed
    }
  }
}

const isBroken = (n: number): boolean => n % brokenEvery >= brokenEvery - 1
const eventsOf = (n: number): number => 1 + (n % 3)
const intact = (n: number, record: string): string => (isBroken(n) ? cutOff(record) : record)

/** As an application emits it. */
export function sdkEvent(n: number, fields: Partial<AuditEvent> = {}): AuditEvent {
  const now = Date.now() * 1000
  return {
    ...blankEvent(),
    event_id: uuidv7(),
    event_time: now,
    ingest_time: now,
    dataset: 'sdk',
    tenant_id: 'default',
    action: 'order.refund',
    actor_id: `actor-${n % 7}`,
    outcome: 'success',
    producer_id: 'feed',
    producer_seq: n,
    ...fields,
  }
}
