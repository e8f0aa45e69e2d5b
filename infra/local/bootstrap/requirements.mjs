import { spawnSync } from 'node:child_process'
import { accessSync, constants, statfsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Something that this machine lacks. The message names it and says what to do, in one line. */
export class Missing extends Error {}

const GIB = 1024 ** 3
/** Measured: 1.1 GB of npm packages, as much again while they are unpacked and cached, 0.5 GB of Maven's and our own. */
const FIRST_START_GIB = 3
const START_GIB = 0.5

/** @throws Missing, for the first requirement that is not met */
export function checkMachine(root, { install }) {
  checkPlatform()
  checkNode(process.versions.node)
  checkNpm()
  checkJava()
  checkMaven()
  checkSpace(root, install ? FIRST_START_GIB : START_GIB)
}

function checkPlatform() {
  if (process.platform === 'linux' && process.arch === 'x64') return
  throw new Missing(
    `the embedded stack runs on Linux on x64, and this is ${process.platform} on ${process.arch}: use docker-compose.yml (README.md)`,
  )
}

function checkNode(version) {
  if (Number.parseInt(version, 10) >= 20) return
  throw new Missing(`Node.js ${version} is too old: install Node.js 20 or later`)
}

function checkNpm() {
  if (!isOnPath('npm')) throw new Missing('npm is missing: install npm 10 or later')
}

function checkJava() {
  const text = run('java', ['-version'])
  if (text === undefined) {
    throw new Missing('Java is missing: install Java 17 or later (Debian: apt-get install openjdk-17-jre-headless)')
  }
  const version = /version "([^"]+)"/.exec(text)?.[1] ?? 'unknown'
  if (javaMajor(version) >= 17) return
  throw new Missing(
    `Java ${version} is too old: install Java 17 or later (Debian: apt-get install openjdk-17-jre-headless) and put it first on the PATH`,
  )
}

/** `1.8.0_392` is Java 8, `17.0.15` is Java 17. */
function javaMajor(version) {
  return Number.parseInt(version.replace(/^1\./, ''), 10)
}

function checkMaven() {
  if (!isOnPath('mvn')) {
    throw new Missing('Maven is missing: install it (Debian: apt-get install maven)')
  }
}

function checkSpace(dir, gib) {
  const { bavail, bsize } = statfsSync(dir)
  const free = (bavail * bsize) / GIB
  if (free >= gib) return
  throw new Missing(
    `the disk of ${dir} is full: ${free.toFixed(1)} GiB are free and ${gib} GiB are needed, so free some`,
  )
}

/** Looked for and not run: npm and Maven take 0.3 s each to say their versions, at every start. */
function isOnPath(program) {
  return process.env.PATH.split(delimiter).some((dir) => {
    try {
      accessSync(join(dir, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** What the program writes, or undefined when it cannot be run. */
function run(program, args) {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 })
  return error === undefined && status === 0 ? `${stdout}${stderr}` : undefined
}
