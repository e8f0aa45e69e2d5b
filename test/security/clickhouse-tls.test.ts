import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { promisify } from 'node:util'
import { connectClickHouse, query } from '@trailhouse/clickhouse'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'

const run = promisify(execFile)
const passphrase = 'for-this-test-alone'

/** A key of its own and a certificate for 127.0.0.1, as a PKCS #12 file and as the PEM that a client trusts. */
async function certificate(dir: string, name: string): Promise<{ pfx: Buffer; pem: string }> {
  const file = join(dir, `${name}.p12`)
  const store = ['-keystore', file, '-storetype', 'PKCS12', '-storepass', passphrase, '-alias', name]
  const subject = ['-dname', `CN=${name}`, '-ext', 'san=ip:127.0.0.1', '-validity', '1']
  await run('keytool', ['-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', ...store, ...subject])
  const { stdout: pem } = await run('keytool', ['-exportcert', '-rfc', ...store])
  return { pfx: readFileSync(file), pem }
}

let dir: string
let server: Server
let trusted: string
let stranger: string
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'trailhouse-tls-'))
  const [own, other] = await Promise.all([certificate(dir, 'clickhouse'), certificate(dir, 'stranger')])
  trusted = own.pem
  stranger = other.pem
  const { hostname, port } = new URL(inject('clickhouse'))
  // The local ClickHouse has no TLS listener: this stands before it.
  server = createServer({ pfx: own.pfx, passphrase }, (client) => {
    const upstream = connect(Number(port), hostname)
    client.pipe(upstream).pipe(client)
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(dir, { recursive: true, force: true })
})

async function ask(ca: string | undefined) {
  const { username, password } = new URL(inject('clickhouse'))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const tls = ca === undefined ? {} : { tls: { ca } }
  const settings = { url, username, password, database: 'default', requestTimeoutMs: 10_000, ...tls }
  const clickhouse = connectClickHouse(settings)
  try {
    return await query<{ answer: number }>(clickhouse, { sql: 'SELECT 42 AS answer' })
  } finally {
    await clickhouse.close()
  }
}

test('ClickHouse is asked over TLS when its certificate is trusted', async () => {
  expect(await ask(trusted)).toEqual([{ answer: 42 }])
})

test.each([
  ['signed by nobody that is trusted', () => stranger],
  ['unknown to the system', () => undefined],
])('a server whose certificate is %s is sent nothing', async (_, ca) => {
  await expect(ask(ca())).rejects.toMatchObject({ code: 'CLICKHOUSE_UNAVAILABLE' })
})
