import type { RunningConsumer, TopicPartition } from '@trailhouse/kafka'
import type { Shared } from './shared.ts'

const everyMs = 5_000

/** Looks at the lag every 5 s, as the broker tells it. Returns the call that ends it. */
export function watchLag(consumer: RunningConsumer, { sinks, signals, clock }: Shared): () => void {
  const behindSince = new Map<string, number>()

  /** Age of the oldest record that is not stored; where none was fetched yet, the time since the lag was first seen. */
  function secondsOf({ topic, partition }: TopicPartition): number {
    const sink = [...sinks].find(({ place }) => place.topic === topic && place.partition === partition)
    const seen = behindSince.get(`${topic}/${partition}`) ?? clock.now()
    return Math.max(sink?.oldestPendingMs() ?? 0, clock.now() - seen) / 1000
  }

  async function look(): Promise<void> {
    const lags = await consumer.lag()
    for (const { topic, partition, lag } of lags) {
      const key = `${topic}/${partition}`
      if (lag === 0) behindSince.delete(key)
      else if (!behindSince.has(key)) behindSince.set(key, clock.now())
    }
    signals.lag(lags, secondsOf)
  }

  const timer = setInterval(() => look().catch((error: unknown) => signals.kafkaAway(error)), everyMs)
  return () => clearInterval(timer)
}
