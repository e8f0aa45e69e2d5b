import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TrailhouseError } from '@trailhouse/errors'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import * as runtime from '../src/index.ts'

const { choice, flag, integer, list, loadSettings, optional, text } = runtime

const declaration = {
  batchRows: integer({ description: 'rows', unit: 'rows', min: 1, max: 100, default: '10' }),
  brokers: list({ description: 'brokers', takes: 'host:port, parted by commas', item: /^\S+:\d+$/, default: 'a:1' }),
  mode: choice({ description: 'mode', choices: ['fast', 'safe'], default: 'safe' }),
  tls: flag({ description: 'tls', default: 'false' }),
  password: optional(text({ description: 'password', secret: true })),
}

const directory = mkdtempSync(join(tmpdir(), 'trailhouse-settings-'))
afterAll(() => rmSync(directory, { recursive: true }))

function file(name: string, content: string): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

function refusal(env: Record<string, string>): TrailhouseError {
  try {
    loadSettings(declaration, env)
  } catch (error) {
    if (error instanceof TrailhouseError) return error
  }
  throw new Error('the settings were accepted')
}

test('defaults fill what is not given', () => {
  expect(loadSettings(declaration, {})).toEqual({
    batchRows: 10,
    brokers: ['a:1'],
    mode: 'safe',
    tls: false,
    password: undefined,
  })
})

test('the environment wins over the file that TRAILHOUSE_CONFIG_FILE names', () => {
  const TRAILHOUSE_CONFIG_FILE = file(
    'config.env',
    'TRAILHOUSE_BATCH_ROWS=20\nTRAILHOUSE_BROKERS="b:2, c:3"\n# a comment\n',
  )
  const settings = loadSettings(declaration, { TRAILHOUSE_CONFIG_FILE, TRAILHOUSE_BATCH_ROWS: '30' })
  expect(settings).toMatchObject({ batchRows: 30, brokers: ['b:2', 'c:3'] })
})

test('a secret is read from the file that <NAME>_FILE names, without its closing line break', () => {
  const TRAILHOUSE_PASSWORD_FILE = file('password', 's3cret\n')
  expect(loadSettings(declaration, { TRAILHOUSE_PASSWORD_FILE }).password).toBe('s3cret')
})

test('an empty value is as good as none', () => {
  expect(loadSettings(declaration, { TRAILHOUSE_BATCH_ROWS: '' }).batchRows).toBe(10)
})

test('an unknown setting stops the start and is named, in the environment and in the file', () => {
  const TRAILHOUSE_CONFIG_FILE = file('unknown.env', 'SOME_NAME=1\n')
  const error = refusal({ TRAILHOUSE_BATCH_ROW: '1', TRAILHOUSE_CONFIG_FILE, PATH: '/bin' })
  expect(error.code).toBe('SETTING_UNKNOWN')
  expect(error.message).toMatch(/TRAILHOUSE_BATCH_ROW is not a setting.*/)
  expect(error.message).toContain('SOME_NAME is not a setting')
  expect(error.message).not.toContain('PATH')
})

test('all problems are told at once, each with the name and what it takes', () => {
  const error = refusal({
    TRAILHOUSE_BATCH_ROWS: '101',
    TRAILHOUSE_MODE: 'slow',
    TRAILHOUSE_TLS: 'yes',
    TRAILHOUSE_NEW: '1',
  })
  expect(error.code).toBe('SETTING_INVALID')
  expect(error.message).toContain('TRAILHOUSE_BATCH_ROWS takes a whole number from 1 to 100 (rows), not "101"')
  expect(error.message).toContain('TRAILHOUSE_MODE takes one of `fast`, `safe`, not "slow"')
  expect(error.message).toContain('TRAILHOUSE_TLS takes `true` or `false`, not "yes"')
  expect(error.message).toContain('TRAILHOUSE_NEW is not a setting')
})

test('a setting given directly and by file is refused', () => {
  const error = refusal({ TRAILHOUSE_PASSWORD: 'a', TRAILHOUSE_PASSWORD_FILE: file('twice', 'b') })
  expect(error.message).toContain('TRAILHOUSE_PASSWORD and TRAILHOUSE_PASSWORD_FILE are both set')
})

test('a file that cannot be read is named by its setting', () => {
  expect(refusal({ TRAILHOUSE_PASSWORD_FILE: join(directory, 'absent') }).message).toMatch(
    /TRAILHOUSE_PASSWORD_FILE names a file/,
  )
})

test('a required setting that is absent is named', () => {
  const required = { url: text({ description: 'an address' }) }
  expect(() => loadSettings(required, {})).toThrow('TRAILHOUSE_URL is not set')
})

test('a refused secret is not shown', () => {
  const secret = { pin: integer({ description: 'pin', min: 0, max: 9, secret: true }) }
  expect(() => loadSettings(secret, { TRAILHOUSE_PIN: '4711' })).toThrow(/^(?!.*4711)/)
})

test('an integer setting takes exactly the whole numbers in its range', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer({ min: -50, max: 150 }).map(String), fc.string({ minLength: 1 })), (value) => {
      const valid = /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 100
      const read = () => loadSettings(declaration, { TRAILHOUSE_BATCH_ROWS: value }).batchRows
      if (valid) expect(read()).toBe(Number(value))
      else expect(read).toThrow('TRAILHOUSE_BATCH_ROWS takes')
    }),
  )
})

test('connection settings that only make sense together are refused apart', () => {
  const kafka = { ...runtime.kafkaSettings, ...runtime.clickhouseSettings }
  const env = { TRAILHOUSE_KAFKA_SASL_USERNAME: 'u', TRAILHOUSE_KAFKA_TLS_CA: '-----BEGIN CERTIFICATE-----' }
  const load = () => loadSettings(kafka, env, runtime.checkConnections)
  expect(load).toThrow(/TRAILHOUSE_KAFKA_TLS takes `true`.*TRAILHOUSE_KAFKA_SASL_MECHANISM/)
})

test('an address with a password in it is refused, since addresses are printed', () => {
  const env = { TRAILHOUSE_CLICKHOUSE_URL: 'http://user:hunter22@host:8123' }
  expect(() => loadSettings(runtime.clickhouseSettings, env)).toThrow('TRAILHOUSE_CLICKHOUSE_URL takes')
})

test('the shapes for Kafka carry TLS and SASL where they are set', () => {
  const settings = loadSettings(runtime.kafkaSettings, {
    TRAILHOUSE_KAFKA_BROKERS: 'a:9092,b:9092',
    TRAILHOUSE_KAFKA_TLS: 'true',
    TRAILHOUSE_KAFKA_TLS_CA: '-----BEGIN CERTIFICATE-----',
    TRAILHOUSE_KAFKA_SASL_MECHANISM: 'scram-sha-512',
    TRAILHOUSE_KAFKA_SASL_USERNAME: 'sink',
    TRAILHOUSE_KAFKA_SASL_PASSWORD: 'secret',
  })
  expect(runtime.kafkaFrom(settings, 'sink-1')).toMatchObject({
    brokers: ['a:9092', 'b:9092'],
    clientId: 'sink-1',
    ssl: { ca: '-----BEGIN CERTIFICATE-----' },
    sasl: { mechanism: 'scram-sha-512', username: 'sink', password: 'secret' },
  })
})

test('the settings of npm start in a shell are no business of another process', () => {
  expect(loadSettings(declaration, { TRAILHOUSE_LOCAL_KAFKA_PORT: '1', TRAILHOUSE_MODE: 'fast' }).mode).toBe('fast')
})
