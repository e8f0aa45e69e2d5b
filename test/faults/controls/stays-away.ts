/**
 * In place of packages/kafka/src/kafkajs-modules/consumer-group.ts: a member that was stopped at a step does not join its
 * group again when it wakes, so that what its next owner does does not depend on who of the two is given the partition.
 */
import { readdirSync } from 'node:fs'
import { replaceConsumerGroup as observe } from '../../../packages/kafka/src/kafkajs-modules/consumer-group.ts'

export * from '../../../packages/kafka/src/kafkajs-modules/consumer-group.ts'

const steps = process.env['TRAILHOUSE_TEST_STEPS_DIR'] ?? ''
const stoppedOnce = (): boolean => readdirSync(steps).some((name) => name.endsWith('.reached'))

export function replaceConsumerGroup(original: Parameters<typeof observe>[0]) {
  return class StaysAway extends observe(original) {
    joinAndSync(): Promise<void> {
      if (stoppedOnce()) return new Promise(() => {})
      return joinsAndSyncs(original.prototype).call(this)
    }
  }
}

const joinsAndSyncs = (prototype: object) => (prototype as { joinAndSync(): Promise<void> }).joinAndSync
