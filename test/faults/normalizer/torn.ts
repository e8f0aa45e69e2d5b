import { blankEvent, encodeFramed, uuidv7 } from '@trailhouse/event'
import { leaveOpen } from '../../../packages/kafka/test/support/leave-open.ts'
import { ownBroker } from '../../support/own-broker.ts'
import { Bed } from '../framework/bed.ts'
import { feed } from '../framework/feed.ts'
import type { Group, Scenario } from '../framework/scenario.ts'

const RECORDS = 600

function anyEvent(schemaId: number): Buffer {
  const now = Date.now() * 1000
  return encodeFramed(schemaId, { ...blankEvent(), event_id: uuidv7(), event_time: now, ingest_time: now })
}

/**
 * As after a broker's kill in the middle of a commit (packages/kafka/src/torn-transaction.ts). It is the partition's first
 * transaction: the group knows no offset of it, and its open record in the topic of positions holds up who looks there.
 */
const firstLeftOpen: Scenario = {
  name: 'Kafka left a partition’s first transaction open',
  injected: 'An event, a position and an offset under the partition’s transactional id, without their markers',
  async run(trial) {
    const broker = await ownBroker({ 'transaction.partition.verification.enable': 'false' })
    trial.defer(broker.end)
    const bed = await Bed.open(trial, { kafka: broker.address })
    await feed(bed, RECORDS)
    const topic = bed.rawTopic('openssh')
    const groupId = bed.group('normalizer')
    await leaveOpen(bed.client, {
      transactionalId: `${groupId}-${topic}-0`,
      messages: [
        { topic: bed.normalized, messages: [{ value: anyEvent(bed.schemaId), partition: 0 }] },
        { topic: bed.topic('positions'), messages: [{ key: 'k', value: '{}', partition: 0 }] },
      ],
      offset: { groupId, topic, partition: 0, offset: 1 },
    })
    const normalizer = bed.start('normalizer')
    bed.start('sink')
    trial.mended()
    await bed.settled()
    const committed = await normalizer.metric('trailhouse_transactions_total', { ending: 'committed' })
    trial.saw(`What was open was aborted; ${committed} transactions committed after it`)
    return bed
  },
}

export const normalizerTorn: Group = {
  title: 'Normalizer: a transaction that Kafka left open',
  scenarios: [firstLeftOpen],
}
