import { expect, test } from 'vitest'
import { createLogger } from '../src/index.ts'

function capture(secrets: string[] = []) {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const logger = createLogger({ service: 'sink', level: 'info', secrets, destination })
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> }
}

test('a line holds time, level by name, service, code and message', () => {
  const { logger, last } = capture()
  logger.warn({ code: 'RETRY', attempt: 2 }, 'trying again')
  expect(last()).toMatchObject({ level: 'warn', service: 'sink', code: 'RETRY', attempt: 2, msg: 'trying again' })
  expect(last()['time']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
})

test('lines below the level are not written', () => {
  const { logger, lines } = capture()
  logger.debug({ code: 'DETAIL' }, 'detail')
  expect(lines).toEqual([])
})

test('fields that are secret by name are blanked, one level down as well', () => {
  const { logger, lines } = capture()
  logger.info(
    { code: 'X', password: 'p1-planted', sasl: { password: 'p2-planted' }, client: { token: 'p3-planted' } },
    'x',
  )
  expect(lines[0]).not.toContain('planted')
})

test('the value of a secret setting is blanked wherever it turns up, quotes in it included', () => {
  const { logger, lines } = capture(['pa"ss-word'])
  logger.error({ code: 'X', err: new Error('refused: pa"ss-word') }, 'with pa"ss-word')
  expect(lines[0]).not.toContain('ss-word')
  expect(() => JSON.parse(lines[0] ?? '')).not.toThrow()
})

test('an error is written with its chain of causes and without the fields that a client hung on it', () => {
  const { logger, last } = capture()
  const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET', config: { auth: 'planted' } })
  logger.error({ code: 'X', err: new Error('insert failed', { cause }) }, 'x')
  expect(last()['err']).toMatchObject({ message: 'insert failed', cause: { code: 'ECONNRESET', message: 'reset' } })
  expect(JSON.stringify(last())).not.toContain('planted')
})
