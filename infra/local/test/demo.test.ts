import { datasets } from '@trailhouse/datasets'
import { RecordError } from '@trailhouse/errors'
import { expect, test } from 'vitest'
import { type Counts, growth, isComplete } from '../demo/counts.ts'
import { createDisplay, render } from '../demo/display.ts'
import { sumMetric } from '../demo/prometheus-text.ts'
import { vendorRecords } from '../demo/vendors/index.ts'

const records = vendorRecords(new Date())
const context = {
  ingestTime: Date.now() * 1000,
  tenantId: 'default',
  originTopic: 'audit.raw.test',
  originTopicId: '00000000-0000-0000-0000-000000000000',
  originPartition: 0,
  originOffset: 0,
}

test.each(records.filter(({ events }) => events > 0))(
  'a record of $dataset holds the $events events it promises',
  (record) => {
    expect(datasets.get(record.dataset)?.map(record.value, context)).toHaveLength(record.events)
  },
)

test.each(records.filter(({ events }) => events === 0))('a malformed record of $dataset is refused', (record) => {
  expect(() => datasets.get(record.dataset)?.map(record.value, context)).toThrow(RecordError)
})

test('the demo has four datasets, each with a malformed record', () => {
  const names = ['aws-cloudtrail', 'kubernetes-audit', 'openssh', 'pgaudit']
  expect([...new Set(records.map(({ dataset }) => dataset))].sort()).toEqual(names)
  expect([...new Set(records.filter(({ events }) => events === 0).map(({ dataset }) => dataset))].sort()).toEqual(names)
})

const counts: Counts = { emitted: 12, normalized: 9, stored: 7, deadLettered: 2, lag: 3, freshness: 0.4251 }

test('emitted must be stored plus dead-lettered: neither fewer nor more', () => {
  expect(isComplete({ ...counts, stored: 10 })).toBe(true)
  expect(isComplete({ ...counts, stored: 9 })).toBe(false)
  expect(isComplete({ ...counts, stored: 11 })).toBe(false)
})

test('the display names each count', () => {
  expect(render(counts)).toBe('emitted 12  normalized 9  stored 7  dead-lettered 2  lag 3  freshness 0.43 s')
  expect(render({ ...counts, freshness: undefined })).toContain('freshness -')
})

function outputTo(stream: { isTTY: boolean; columns?: number }): string {
  let written = ''
  const write = (text: string) => {
    written += text
    return true
  }
  const display = createDisplay({ ...stream, write } as unknown as NodeJS.WriteStream)
  for (const emitted of [1, 2, 3]) display.show({ ...counts, emitted })
  display.end()
  return written
}

test('a terminal gets one line that is redrawn, cut to its width', () => {
  expect(outputTo({ isTTY: true, columns: 11 })).toBe('\r\x1b[2Kemitted 1 \r\x1b[2Kemitted 2 \r\x1b[2Kemitted 3 \n')
})

test('a file gets plain lines: the first at once, and the last', () => {
  const lines = outputTo({ isTTY: false }).split('\n')
  expect(lines.map((line) => line.slice(0, 9))).toEqual(['emitted 1', 'emitted 3', ''])
})

test('a counter that began again with its process has grown by its value', () => {
  expect(growth(10, 15)).toBe(5)
  expect(growth(10, 4)).toBe(4)
})

test('a metric is summed over its series, and not over those whose name only begins so', () => {
  const text = '# HELP lag x\nlag{topic="a"} 2\nlag{topic="b c"} 3\nlag_seconds{topic="a"} 100\nup 1\n'
  expect(sumMetric(text, 'lag')).toBe(5)
  expect(sumMetric(text, 'missing')).toBe(0)
})
