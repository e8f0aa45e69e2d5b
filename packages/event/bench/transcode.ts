/** CPU of one row by each way from an Avro body, in this process and run: `npm run bench -w @trailhouse/event`. */
import avro from 'avsc'
import {
  type AvroSchema,
  auditEventSchema,
  compileTranscoder,
  decodeEvent,
  encodeEvent,
  eventToJson,
  NativeBlock,
} from '../src/index.ts'
import { trailEvent } from './events.ts'

const ROWS = 20_000
const ROUNDS = 7

const events = Array.from({ length: ROWS }, (_, i) => trailEvent(i))
const bodies = events.map((event) => Buffer.from(encodeEvent(event)))
const bytes = bodies.reduce((sum, body) => sum + body.length, 0)
console.log(`${ROWS} bodies of ${Math.round(bytes / ROWS)} B; the best of ${ROUNDS} rounds, user and system CPU`)

const type = avro.Type.forSchema(auditEventSchema as AvroSchema as avro.Schema)
const scratch = Buffer.alloc(65_536)
const transcode = compileTranscoder(auditEventSchema)
const block = new NativeBlock({ topicId: '00000000-0000-4000-8000-000000000000', partition: 0 })

const ways: Record<string, () => void> = {
  'encodeEvent, checked and canonical': () => events.forEach((event) => void encodeEvent(event)),
  'avsc encode into a scratch buffer': () => events.forEach((event) => void type.encode(event, scratch)),
  'avsc decode': () => bodies.forEach((body) => void type.fromBuffer(body)),
  decodeEvent: () => bodies.forEach((body) => void decodeEvent(body)),
  'decode, JSON.stringify': () => bodies.forEach((body) => void JSON.stringify(eventToJson(decodeEvent(body)))),
  'transcode into Native columns': () => {
    block.clear()
    bodies.forEach((body, i) => {
      transcode(block, body, 0, body.length, i)
    })
    block.finish()
  },
}

for (const [name, run] of Object.entries(ways)) {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / ROWS)
  }
  console.log(`${best.toFixed(2).padStart(6)} us  ${name}`)
}
