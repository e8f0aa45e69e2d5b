import { describe, expect, inject, test } from 'vitest'
import { cloudTrailFile } from '../../../test/support/vendor-records.ts'
import { NormalizerProcess } from './support/normalizer-process.ts'
import { cloudTrailEvents, conserved } from './support/oracle.ts'
import { Pipeline } from './support/pipeline.ts'

/** Two partitions of CloudTrail records, one in twenty of them broken. */
async function load(pipeline: Pipeline, from: number): Promise<void> {
  const messages = Array.from({ length: 200 }, (_, i) => ({
    value: i % 20 === 7 ? '{"Records": [' : cloudTrailFile(from + i * 3, 1 + (i % 3)),
    partition: i % 2,
  }))
  await pipeline.send(pipeline.raw('aws-cloudtrail'), messages)
}

async function withPipeline(work: (pipeline: Pipeline) => Promise<void>): Promise<void> {
  const pipeline = await Pipeline.make(inject('kafka'), inject('registry'), { 'aws-cloudtrail': 2 })
  try {
    await work(pipeline)
  } finally {
    await pipeline.close()
  }
}

const steps = [
  'assigned',
  'before-fence',
  'after-fence',
  'after-read',
  'after-events',
  'before-offset',
  'before-commit',
  'after-commit',
]

describe.concurrent('killed with SIGKILL', () => {
  test.each(steps)('at %s, everything is stored or dead-lettered once', { timeout: 60_000 }, (step) =>
    withPipeline(async (pipeline) => {
      await load(pipeline, 0)
      const first = new NormalizerProcess(pipeline.settings(), `${step}=kill`)
      await first.reached(step)
      await first.killed()
      await load(pipeline, 1_000)
      const second = new NormalizerProcess(pipeline.settings())
      await pipeline.caughtUp()
      const counts = await conserved(pipeline, [pipeline.raw('aws-cloudtrail')], cloudTrailEvents)
      expect(counts).toEqual({ records: 400, events: 758, deadLetters: 20 })
      expect(await second.stop()).toBe(0)
    }),
  )
})
