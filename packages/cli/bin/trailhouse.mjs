#!/usr/bin/env node
// Plain JavaScript that Node 20 can run: the command itself is TypeScript and needs the Node 24 that npm installed.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const projectNode = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url))

function runWith(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`trailhouse: this project's Node 24 cannot be run (${error.message}); run npm install\n`)
    process.exitCode = 1
  })
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

if (Number(process.versions.node.split('.')[0]) >= 24) await import(main)
else runWith(projectNode)
