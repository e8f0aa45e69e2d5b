import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/trailhouse.mjs', import.meta.url))

export type Result = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** Runs the command as a user does, in a process of its own. */
export function trailhouse(args: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Result> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings }
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], { env, timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr })
    })
  })
}
