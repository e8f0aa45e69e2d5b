import type { HeaderValue } from '@trailhouse/kafka'
import { type Letter, type Summary, summaryOf } from './letter.ts'
import { checkIds, letters } from './letters.ts'
import { Marks, placeOf } from './marks.ts'
import type { Queue } from './queue.ts'
import type { Selection } from './selection.ts'
import { excerpt, safe } from './text.ts'

type Id = NonNullable<Selection['ids']>[number]

export type ShowOptions = { readonly raw: 'key' | 'value' | undefined; readonly json: boolean }

const excerptBytes = 2_048

/** Prints all of one letter; with `raw` the bytes of its value or key and nothing else. Throws LETTER_UNKNOWN. */
export async function show(queue: Queue, id: Id, { raw, json }: ShowOptions): Promise<void> {
  const letter = await only(queue, id)
  if (raw !== undefined) {
    process.stdout.write(letter.record[raw] ?? '')
    return
  }
  const marks = await new Marks(queue).read('decided')
  const summary = summaryOf(letter, marks.of(letter.id))
  const attempts = await chain(queue, summary, marks)
  process.stdout.write(
    json ? `${JSON.stringify(asJson(letter, summary, attempts))}\n` : page(letter, summary, attempts),
  )
}

async function only(queue: Queue, id: Id): Promise<Letter> {
  const selection = { ids: [id] }
  await checkIds(queue, selection)
  for await (const letter of letters(queue, selection)) return letter
  throw new RangeError(`letter ${placeOf(id)} was there and is gone`)
}

/** All attempts of a record that was replayed, in order; letters that retention has removed are missing. */
async function chain(queue: Queue, of: Summary, marks: Marks): Promise<Summary[]> {
  if (of.first_origin === '' || (of.attempt === 1 && of.state !== 'replayed')) return [of]
  const attempts: Summary[] = []
  for await (const letter of letters(queue, {})) {
    const summary = summaryOf(letter, marks.of(letter.id))
    if (summary.first_origin === of.first_origin) attempts.push(summary)
  }
  return attempts.sort((a, b) => a.attempt - b.attempt)
}

type Original = Letter['record']

function originalOf({ content, record }: Letter): Pick<Original, 'key' | 'value' | 'headers'> {
  return typeof content === 'string' ? record : content.original
}

/** A header that occurs several times has a line for each. */
function headersOf(letter: Letter): [string, HeaderValue][] {
  return Object.entries(originalOf(letter).headers).flatMap(([name, value]): [string, HeaderValue][] =>
    (Array.isArray(value) ? value : [value ?? null]).map((each: HeaderValue) => [name, each]),
  )
}

function asJson(letter: Letter, summary: Summary, attempts: readonly Summary[]) {
  const base64 = (value: HeaderValue) => (value === null ? null : Buffer.from(value).toString('base64'))
  const { key, value } = originalOf(letter)
  const headers = headersOf(letter).map(([name, each]) => ({ name, base64: base64(each) }))
  const original = { key: base64(key), value: base64(value), headers }
  const others = attempts.map(({ letter: id, time, attempt, state, reason }) => ({
    letter: id,
    time,
    attempt,
    state,
    reason,
  }))
  return { ...summary, attempts: others, original }
}

function page(letter: Letter, summary: Summary, attempts: readonly Summary[]): string {
  const { key, value } = originalOf(letter)
  const lines = [
    ...facts(summary),
    ...attempts.filter((each) => each.letter !== summary.letter).map(attemptLine),
    ['key', sized(key)],
    ...headersOf(letter).map(([name, each]) => [
      'header',
      `${safe(name)}: ${excerpt(each === null ? null : Buffer.from(each), 256)}`,
    ]),
    ['value', sized(value)],
  ]
  return `${lines.map(([name = '', text = '']) => `${name.padEnd(13)}${text}`).join('\n')}\n`
}

function facts(summary: Summary): string[][] {
  const { letter, time, reason, detail, stage, dataset, tenant, mapper, topic, partition, offset } = summary
  const { state, resolved, attempt, first_origin } = summary
  const ending = resolved ? ` at ${resolved.time} by ${safe(resolved.by)} ${safe(resolved.note)}`.trimEnd() : ''
  return [
    ['letter', letter],
    ['time', time],
    ['state', `${state}${ending}`],
    ['reason', `${reason}: ${safe(detail)}`],
    ['stage', stage || '-'],
    ['dataset', safe(dataset) || '-'],
    ['tenant', safe(tenant) || '-'],
    ['mapper', safe(mapper) || '-'],
    ['origin', topic === '' ? '-' : `${safe(topic)}/${partition}@${offset}`],
    ['attempt', `${attempt}, first origin ${first_origin || '-'}`],
  ]
}

const attemptLine = ({ attempt, letter, time, state, reason }: Summary): string[] => [
  `attempt ${attempt}`,
  `${letter} at ${time}: ${reason}, ${state}`,
]

function sized(bytes: Buffer | null): string {
  return bytes === null ? '(null)' : `${bytes.length} bytes: ${excerpt(bytes, excerptBytes)}`
}
