import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { cloudTrailFile, kubernetesEvent } from '../../../test/support/vendor-records.ts'
import { framer, sdkEvent } from './support/events.ts'
import { NormalizerProcess } from './support/normalizer-process.ts'
import { Pipeline } from './support/pipeline.ts'

let pipeline: Pipeline
let normalizer: NormalizerProcess

beforeAll(async () => {
  pipeline = await Pipeline.make(inject('kafka'), inject('registry'), { 'aws-cloudtrail': 1, 'kubernetes-audit': 1 })
  normalizer = new NormalizerProcess(pipeline.settings())
})

afterAll(async () => {
  await normalizer?.stop()
  await pipeline?.close()
})

test('x', async () => {
  const frame = await framer(inject('registry'), pipeline.events)
  await pipeline.send(pipeline.events, [{ key: 'k', value: frame(sdkEvent()) }])
  await pipeline.send(pipeline.raw('aws-cloudtrail'), [{ value: cloudTrailFile(0, 3) }])
  await pipeline.send(pipeline.raw('kubernetes-audit'), [{ value: kubernetesEvent(1) }, { value: '{' }])
  await pipeline.caughtUp()
  console.log(await pipeline.readEvents(), await pipeline.readDeadLetters())
  await normalizer.ready()
  console.log(
    (await normalizer.get('/metrics')).body
      .split('\n')
      .filter((l) => /^trailhouse/.test(l))
      .join('\n'),
  )
  expect(await normalizer.stop()).toBe(0)
})
