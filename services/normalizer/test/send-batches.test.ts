import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sendBatches } from '../src/send-batches.ts'

const messages = fc.array(fc.nat({ max: 40 })).map((sizes) => sizes.map((size) => ({ value: Buffer.alloc(size) })))

test('batches hold all messages in order, within the bounds unless one message alone is larger', () => {
  fc.assert(
    fc.property(messages, (all) => {
      const batches = [...sendBatches(all, { messages: 5, bytes: 60 })]
      expect(batches.flat()).toEqual(all)
      for (const batch of batches) {
        const bytes = batch.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)
        expect(batch.length).toBeGreaterThan(0)
        expect(batch.length).toBeLessThanOrEqual(5)
        if (batch.length > 1) expect(bytes).toBeLessThanOrEqual(60)
      }
    }),
  )
})
