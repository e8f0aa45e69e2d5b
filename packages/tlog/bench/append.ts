/**
 * CPU of the sealer's inner loop on one core: the SHA-256 of a body, its entry, its leaf, and the tree. Run by
 * `npm run bench -w @trailhouse/tlog`.
 */
import { type EntryHead, EntryWriter, TreeAppender } from '../src/index.ts'

const LEAVES = 1_000_000
const head: EntryHead = {
  offset: 0,
  fingerprint: 0xc1d2e3f405162738n,
  ingestTime: 1_790_000_000_000_000,
  tenantId: 'acme',
  dataset: 'aws-cloudtrail',
  classUid: 6003,
}

function measure(name: string, run: () => TreeAppender): void {
  run()
  const before = process.cpuUsage()
  const tree = run()
  const { user, system } = process.cpuUsage(before)
  const each = (user + system) / tree.size
  console.log(`${name}: ${each.toFixed(2)} us of CPU a leaf, root ${tree.root().toString('hex').slice(0, 16)}`)
}

measure('leaf hash and tree, entries of 99 B', () => {
  const tree = new TreeAppender()
  const prefixed = Buffer.alloc(100, 7)
  prefixed[0] = 0
  for (let i = 0; i < LEAVES; i += 1) {
    prefixed.writeUInt32BE(i, 8)
    tree.appendPrefixed(prefixed)
    if (i % 100_000 === 0) tree.takeTiles()
  }
  return tree
})

for (const bytes of [1200, 4096]) {
  measure(`body hash, entry, leaf hash and tree, bodies of ${bytes} B`, () => {
    const tree = new TreeAppender()
    const writer = new EntryWriter()
    const body = Buffer.alloc(bytes, 7)
    for (let i = 0; i < LEAVES; i += 1) {
      body.writeUInt32BE(i, 8)
      tree.appendPrefixed(writer.event({ ...head, offset: i }, body))
      if (i % 100_000 === 0) tree.takeTiles()
    }
    return tree
  })
}
