/** CPU of comparing rows with leaves, without making the leaves: `npm run bench:compare -w @trailhouse/tlog`. */
import { compareRows, type SealedRow } from '../src/index.ts'

const ROWS = 1_000_000
const PIECE = 4096
const hashes = Buffer.alloc(ROWS * 32)
for (let at = 0; at < ROWS; at += 1) hashes.writeUInt32BE(at, at * 32)
const rows: SealedRow<undefined>[] = Array.from({ length: ROWS }, (_, offset) => ({
  row: undefined,
  offset,
  leafHash: hashes.subarray(offset * 32, offset * 32 + 32),
}))

async function* leaves() {
  for (let at = 0; at < hashes.length; at += PIECE * 32) yield hashes.subarray(at, at + PIECE * 32)
}

async function* rowsBut(dropped: number) {
  for (let at = 0; at < ROWS; at += PIECE) yield rows.slice(at, at + PIECE).filter(({ offset }) => offset !== dropped)
}

async function* segments() {
  for (let size = 10_000; size <= ROWS; size += 10_000) yield { size, lastOffset: size - 1 }
}

for (const dropped of [-1, 500_000]) {
  const before = process.cpuUsage()
  const from = { leaf: 0, offset: 0 }
  const findings = await Array.fromAsync(
    compareRows({ from, segments: segments(), leaves: leaves(), rows: rowsBut(dropped) }),
  )
  const { user, system } = process.cpuUsage(before)
  console.log(`${findings.length} findings: ${((user + system) / ROWS).toFixed(3)} us of CPU a row`)
}
