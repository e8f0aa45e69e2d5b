/** `node killed-writer.ts DIR N SIZES`: writes a log, and ends itself by SIGKILL before the N-th call of the file system, or the one after a close. */
import { announced, writeLog } from './write-log.ts'

const [dir = '', killAt = '', sizes = ''] = process.argv.slice(2)
const calls = announced(({ number }) => {
  if (number >= Number(killAt)) process.kill(process.pid, 'SIGKILL')
})
await writeLog(dir, sizes.split(',').map(Number), calls)
