#!/usr/bin/env node
// Plain JavaScript that Node 20 can run: the command itself is TypeScript and needs the Node 24 that npm installed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function projectNode() {
  const manifest = createRequire(import.meta.url).resolve('node/package.json')
  const binary = join(dirname(manifest), 'bin', 'node')
  if (!existsSync(binary)) throw new Error(`no Node binary at ${binary}`)
  return binary
}

function runWith(binary) {
  const child = spawn(binary, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(error))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === 'SIGKILL' ? 9 : 15)
  })
}

function fail(error) {
  process.stderr.write(`trailhouse: Node 24 of this project cannot be run (${error.message}); run npm install\n`)
  process.exitCode = 1
}

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(main)
} else {
  try {
    runWith(projectNode())
  } catch (error) {
    fail(error)
  }
}
