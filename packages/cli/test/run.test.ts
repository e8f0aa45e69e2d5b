import { RecordError, TrailhouseError } from '@trailhouse/errors'
import { Command, CommanderError } from 'commander'
import { afterEach, expect, test, vi } from 'vitest'
import { exitCodeOf, lineOf, run } from '../src/run.ts'

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

test('an error is one line, with its code first', () => {
  expect(lineOf(new TrailhouseError('SETTING_INVALID', 'a\n  b'))).toBe('SETTING_INVALID: a b')
  expect(lineOf(new RecordError('MALFORMED', 'no JSON'))).toBe('MALFORMED: no JSON')
  expect(lineOf(new RangeError('too far'))).toBe('RangeError: too far')
  expect(lineOf('odd')).toBe('odd')
})

test('exit codes tell a wrong command line from a failure, and help from both', () => {
  expect(exitCodeOf(new CommanderError(1, 'commander.unknownOption', 'unknown option'))).toBe(2)
  expect(exitCodeOf(new CommanderError(0, 'commander.helpDisplayed', ''))).toBe(0)
  expect(exitCodeOf(new TrailhouseError('TOPIC_UNKNOWN', 'x'))).toBe(1)
})

test('a command that fails writes its line to standard error and sets the exit code', async () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const program = new Command('trailhouse')
  program.command('break').action(() => {
    throw new TrailhouseError('TOPIC_UNKNOWN', 'no such topic')
  })
  await run(program, ['node', 'trailhouse', 'break'])
  expect(written.mock.calls.map(([text]) => text)).toEqual(['trailhouse: TOPIC_UNKNOWN: no such topic\n'])
  expect(process.exitCode).toBe(1)
})
