import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Missing } from './requirements.mjs'

/**
 * Whether node_modules holds what package-lock.json names: npm writes there, last, a lockfile of what it installed. So a
 * half-done install, a lockfile changed by a pull and a developer's own `npm install` are each told apart.
 */
export function packagesAreCurrent(root) {
  const installed = readLock(join(root, 'node_modules/.package-lock.json'))
  const wanted = readLock(join(root, 'package-lock.json'))
  if (installed === undefined || !existsSync(join(root, 'node_modules/.bin/node'))) return false
  return Object.entries(wanted).every(([path, entry]) => isCurrent(entry, installed[path], path))
}

function isCurrent(wanted, installed, path) {
  if (path === '' || wanted.link || !path.includes('node_modules/')) return true
  if (installed === undefined) return wanted.optional === true || wanted.peer === true
  return wanted.version === installed.version && wanted.integrity === installed.integrity
}

function readLock(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined
}

/** @throws Missing when npm fails, with npm's first reason */
export async function installPackages(root) {
  const count = Object.keys(readLock(join(root, 'package-lock.json'))).length
  const say = (what) => console.log(`npm packages: ${what}`)
  say(`installing about ${count} (1.1 GB, Node 24 and ClickHouse among them)`)
  const started = Date.now()
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`
  const timer = setInterval(() => say(`still installing after ${seconds()}`), 10_000)
  const { code, output } = await npmCi(root).finally(() => clearInterval(timer))
  if (code !== 0) throw new Missing(reason(root, output))
  say(`installed in ${seconds()}`)
}

function npmCi(root) {
  // Node 20 is told about every package that wants a later Node; they run on Node 24.
  const npm = spawn('npm', ['ci', '--loglevel=error', '--no-progress'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-20_000)
    })
  }
  return new Promise((done, failed) => npm.once('error', failed).once('close', (code) => done({ code, output })))
}

function reason(root, output) {
  if (output.includes('ENOSPC')) return `the disk of ${root} is full: free 3 GiB and start again`
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, ''))
  const said = lines.find((line) => line !== '' && !line.startsWith('code ')) ?? 'it told no reason'
  return `npm ci failed: ${said} (run npm ci to see all of it)`
}
