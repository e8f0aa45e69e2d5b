export {
  type Checkpoint,
  formatCheckpoint,
  type OpenedCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  type TrustPolicy,
} from './checkpoint.ts'
export { DirectoryStore } from './directory-store.ts'
export { type Entry, type EntryHead, EntryWriter, entryOf, readEntry } from './entry.ts'
export { emptyRoot, HASH_BYTES, hashLeaf, hashNode } from './hash.ts'
export { generateSigningKey, type KeySource, readSigningKey } from './keys.ts'
export { formatNote, formatSignature, type Note, parseNote, parseSignatures, verifyNote } from './note.ts'
export { type TreeHead, verifyConsistency, verifyInclusion } from './proof.ts'
export { formatProofFile, type ProofFile, parseProofFile, verifyProofFile } from './proof-file.ts'
export {
  latestCheckpoint,
  type PublishedCheckpoint,
  publish,
  publishedCheckpoints,
  refresh,
  tileReader,
} from './published-log.ts'
export { cosignatureTime, cosignText, type NoteSignature, signText } from './signature.ts'
export { bundlePath, decodeBundle, encodeBundle, type Tile, type TileBytes, tilePath } from './tile.ts'
export type { TileStore } from './tile-store.ts'
export { TreeAppender } from './tree-appender.ts'
export { proveConsistency, proveInclusion, type ReadTile, rootAt } from './tree-reader.ts'
export {
  formatVerifierKey,
  parseVerifierKey,
  type SignatureType,
  type VerifierKey,
  verifierKey,
} from './verifier-key.ts'
export { checkHistory, type HistoryFinding } from './verify/check-history.ts'
export { type Comparison, compareRows, type Progress, type Segment } from './verify/compare-rows.ts'
export { changedColumns, type Finding, type SealedRow } from './verify/findings.ts'
export { findMoves } from './verify/moves.ts'
export { verifiedLeaves } from './verify/verified-leaves.ts'
export {
  type AddCheckpoint,
  decide,
  formatAddCheckpoint,
  parseAddCheckpoint,
  parseConflict,
  type WitnessDecision,
} from './witness.ts'
