/** What a record says, read without any mapper: values under the names that stand beside them. */
export type Leaf = {
  /** Names from the root, in lower case, without what joins words: `useridentity/username`. */
  readonly path: string
  /** The last of them. */
  readonly key: string
  readonly value: string
  /** How deep it stands; 1 is a member of the record itself. */
  readonly depth: number
}

const maxDepth = 12

/** JSON (alone, after a header, or as text in JSON), XML, and `key=value` text. Columns without names are not read. */
export function leavesOf(raw: Uint8Array): Leaf[] {
  const text = Buffer.from(raw).toString('utf8')
  const leaves: Leaf[] = []
  const json = jsonIn(text)
  if (json !== undefined) walk(json, '', '', 0, leaves)
  else textLeaves(text, '', 0, leaves)
  return leaves
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_.:@-]/g, '')

function jsonIn(text: string): unknown {
  const start = text.search(/[{[]/)
  if (start < 0) return undefined
  try {
    const found: unknown = JSON.parse(text.slice(start))
    return typeof found === 'object' ? found : undefined
  } catch {
    return undefined
  }
}

function walk(value: unknown, path: string, key: string, depth: number, leaves: Leaf[]): void {
  if (depth > maxDepth || value === null || value === undefined) return
  if (Array.isArray(value)) {
    for (const element of value) walk(element, path, key, depth, leaves)
  } else if (typeof value === 'object') {
    walkObject(value as Record<string, unknown>, path, depth, leaves)
  } else {
    const text = String(value)
    leaves.push({ path, key, value: text, depth })
    if (typeof value === 'string' && depth <= 3) inner(text, path, depth, leaves)
  }
}

function walkObject(object: Record<string, unknown>, path: string, depth: number, leaves: Leaf[]): void {
  for (const [name, member] of Object.entries(object)) {
    const key = plain(name)
    walk(member, `${path}/${key}`, key, depth + 1, leaves)
  }
  // `{"Name":"IPAddress","Value":"192.0.2.1"}`, as vendors write maps.
  const name = object['Name'] ?? object['name'] ?? object['key'] ?? object['Key']
  const value = object['Value'] ?? object['value'] ?? object['intValue']
  if (typeof name === 'string' && value !== undefined)
    walk(value, `${path}/${plain(name)}`, plain(name), depth + 1, leaves)
}

/** A text member can hold a record itself. */
function inner(text: string, path: string, depth: number, leaves: Leaf[]): void {
  if (text.length > 1 && /^[{[]/.test(text)) {
    const json = jsonIn(text)
    if (json !== undefined) walk(json, path, '', depth, leaves)
  } else if (/^<|\w=\S/.test(text)) textLeaves(text, path, depth, leaves)
}

function textLeaves(text: string, path: string, depth: number, leaves: Leaf[]): void {
  const add = (name: string, value: string) =>
    leaves.push({ path: `${path}/${plain(name)}`, key: plain(name), value, depth: depth + 1 })
  if (text.includes('</')) {
    for (const [, name = '', value = ''] of text.matchAll(/<Data Name=["']([^"']+)["']>([^<]*)</g)) add(name, value)
    for (const [, name = '', value = ''] of text.matchAll(/<(\w+)[^<>]*>([^<]+)<\//g))
      if (name !== 'Data') add(name, value)
    for (const [, name = '', value = ''] of text.matchAll(/\s(\w+)=["']([^"']*)["']/g)) add(name, value)
    return
  }
  for (const [, name = '', quoted, bare = ''] of text.matchAll(/([\w.-]+)=(?:"([^"]*)"|([^\s,;|"]*))/g)) {
    add(name, (quoted ?? bare).replaceAll(/\\([\\=|])/g, '$1'))
  }
  leaves.push({ path: `${path}/text`, key: 'text', value: text, depth: depth + 1 })
}
