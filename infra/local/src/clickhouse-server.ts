/**
 * A process that is a ClickHouse server: libchdb's exported main, which is that of clickhouse-local, told to listen.
 * It lives in a process of its own because ClickHouse ends the process on a fatal error.
 *
 * argv: the path of libchdb.so, then the arguments of clickhouse-local. The environment's ADMIN_URL is the server's own
 * HTTP address with a user that may end queries. The server runs until its standard input ends or a SIGTERM comes;
 * running inserts finish first.
 */
import { DataType, type FieldType, load, open } from 'ffi-rs'

const [library, ...settings] = process.argv.slice(2)
const admin = new URL(process.env['ADMIN_URL'] ?? '')
if (library === undefined) throw new Error('usage: clickhouse-server.ts <libchdb.so> [clickhouse-local arguments]')

/** clickhouse-local ends with its last query, so that one lasts. The comment is how it is found again. */
const anchor = 'SELECT sleepEachRow(1) /*anchor*/ FROM system.numbers FORMAT Null SETTINGS max_block_size = 1'
const query = `SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; ${anchor}`
const argv = ['clickhouse', '--multiquery', ...settings, `--query=${query}`]

/** Without `connection: close` the server would wait 5 s for more from this client. */
async function endAnchor(): Promise<void> {
  const credentials = Buffer.from(`${admin.username}:${decodeURIComponent(admin.password)}`).toString('base64')
  await fetch(admin.origin, {
    method: 'POST',
    body: `KILL QUERY WHERE query LIKE '%/*anchor*/%' AND query NOT LIKE 'KILL%' ASYNC`,
    headers: { authorization: `Basic ${credentials}`, connection: 'close' },
    signal: AbortSignal.timeout(5_000),
  })
}

/** A server that cannot be asked, because it is starting or hangs, is ended as if by kill -9, which loses nothing. */
const stop = () => void endAnchor().catch(() => process.kill(process.pid, 'SIGKILL'))
process.once('SIGTERM', stop)
process.stdin.resume().once('end', stop)

open({ library: 'chdb', path: library })
await load({
  library: 'chdb',
  funcName: 'chdb_query_cmdline',
  retType: DataType.External as unknown as FieldType,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [argv.length, argv],
  runInNewThread: true,
})
process.exit(0)
