/** What values are read from, for one event. */
export type Scope = {
  /** Where paths begin: the event's record, or the item of an array. */
  readonly item: unknown
  /** The event's record. */
  readonly event: unknown
  /** The whole record that held the event. */
  readonly root: unknown
  /** Parts of the syslog header. */
  readonly syslog: unknown
  /** Ingest time in microseconds: the year of a syslog time is found by it. */
  readonly now: number
}

export type Read = (scope: Scope) => unknown

type Step = string | number

const roots = new Map<string, Read>([
  ['$', ({ root }) => root],
  ['$event', ({ event }) => event],
  ['$syslog', ({ syslog }) => syslog],
])
const itemOf: Read = ({ item }) => item

/** What is wrong with a path, or undefined. */
export function pathProblem(path: string): string | undefined {
  if (path.length > 1000) return 'takes a path of at most 1000 characters'
  const parsed = parse(path)
  if (parsed === undefined) return 'takes a path such as user.name, items[0].id or ["a.b"].c'
  return parsed.root === undefined ? 'takes no root but $, $event and $syslog' : undefined
}

/** The first name of a path into a record of text, or undefined where it begins elsewhere. */
export function firstName(path: string): string | undefined {
  const [first] = parse(path)?.steps ?? []
  return path.startsWith('$') || first === undefined ? undefined : String(first)
}

/** Compiles a path that `pathProblem` finds nothing wrong with. Most have one, two or three names. */
export function compilePath(path: string): Read {
  const { root = itemOf, steps } = parse(path) ?? { steps: [] }
  const [one, two, three] = steps
  if (one === undefined) return root
  if (two === undefined) return (scope) => member(root(scope), one)
  if (three === undefined) return (scope) => member(member(root(scope), one), two)
  if (steps.length === 3) return (scope) => member(member(member(root(scope), one), two), three)
  return (scope) => steps.reduce(member, root(scope))
}

/** A member that an object has from its prototype (`constructor`) is a function, and no value. */
function member(value: unknown, step: Step): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const found = (value as Record<Step, unknown>)[step]
  return typeof found === 'function' ? undefined : found
}

type Parsed = { readonly root: Read | undefined; readonly steps: Step[] }

function parse(path: string): Parsed | undefined {
  if (path === '.') return { root: itemOf, steps: [] }
  const named = /^\$[a-z]*/.exec(path)?.[0]
  const rest = path.slice(named?.length ?? 0)
  const steps = stepsOf(named === undefined ? `.${rest}` : rest)
  return steps === undefined ? undefined : { root: named === undefined ? itemOf : roots.get(named), steps }
}

const step = /\.?\[(?:(\d{1,6})|"([^"]*)")\]|\.([^.[\]"{}\s][^.[\]"{}]*)/y

function stepsOf(text: string): Step[] | undefined {
  const steps: Step[] = []
  step.lastIndex = 0
  while (step.lastIndex < text.length) {
    const found = step.exec(text)
    if (found === null) return undefined
    const [, index, quoted, name = ''] = found
    steps.push(index === undefined ? (quoted ?? name) : Number(index))
  }
  return steps
}
