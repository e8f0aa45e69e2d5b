/** A small sealer for tests: publishes a log of leaves that are known, going on from what is published. */
import * as fs from 'node:fs/promises'
import type { FileCalls } from '../../src/directory-store.ts'
import {
  DirectoryStore,
  formatCheckpoint,
  formatNote,
  hashLeaf,
  latestCheckpoint,
  openCheckpoint,
  publish,
  refresh,
  signText,
  TreeAppender,
  tileReader,
} from '../../src/index.ts'
import { logKey, testKey } from './keys.ts'
import { entry } from './trees.ts'

export const origin = 'log.example/1'

export function checkpointNote(size: number, root: Uint8Array): Buffer {
  const text = formatCheckpoint({ origin, size, root, extensions: [] })
  return formatNote({ text, signatures: [signText(text, origin, testKey(1))] })
}

/** Checkpoints at each of the sizes that are larger than what is published. */
export async function writeLog(dir: string, sizes: readonly number[], calls?: FileCalls): Promise<void> {
  const store = await DirectoryStore.open(dir, calls)
  await refresh(store)
  let previous = await latestCheckpoint(store)
  const head = previous && openCheckpoint(previous.note, { origin, logKeys: [logKey(origin, 1)] })
  const tree = head ? await TreeAppender.resume(tileReader(store), head) : new TreeAppender()
  for (const size of sizes.filter((each) => each > tree.size)) {
    while (tree.size < size) tree.append(hashLeaf(entry(tree.size)))
    previous = await publish(store, tree.takeTiles(), checkpointNote(size, tree.root()), previous)
  }
}

/** A call of the file system: its name, and the path of its file. */
export type Call = { readonly number: number; readonly name: string; readonly path: string }

/** The calls of node:fs, of which each, those on an open file too, is announced first: `before` may throw or not return. */
export function announced(before: (call: Call) => void): FileCalls {
  let calls = 0
  const wrap = <T extends object>(target: T, file?: string): T =>
    new Proxy(target, {
      get(of, property) {
        const member = Reflect.get(of, property)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          const [name, path] = [String(property), file ?? String(args[0])]
          calls += 1
          // A process that ends closes its files.
          if (name !== 'close') before({ number: calls, name, path })
          // Only a loss of power takes away what is not synced, and a sync costs milliseconds.
          if (name === 'sync') return undefined
          const result: unknown = await member.apply(of, args)
          return name === 'open' ? wrap(result as object, path) : result
        }
      },
    })
  return wrap({ ...fs })
}
