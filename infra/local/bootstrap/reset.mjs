import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Missing } from './requirements.mjs'

/** Removes what `npm start` has stored. What was downloaded stays. */
export function reset(root) {
  const data = process.env.TRAILHOUSE_LOCAL_DATA ?? join(root, '.trailhouse/data')
  const pid = runningStart(data)
  if (pid !== undefined) throw new Missing(`npm start is running (process ${pid}): stop it with Ctrl-C first`)
  rmSync(data, { recursive: true, force: true })
  console.log(`removed ${data}`)
  return 0
}

function runningStart(data) {
  const file = join(data, 'pids.json')
  if (!existsSync(file)) return undefined
  const { start } = JSON.parse(readFileSync(file, 'utf8'))
  try {
    process.kill(start.pid, 0)
    return start.pid
  } catch {
    return undefined
  }
}
