// Writes the passwords that docker-compose.yml asks for, new and random, as lines for a file `.env`:
//
//   node infra/docker/env.mjs > .env
//
// ClickHouse gets the SHA-256 of each; the services get the password itself.
import { createHash, randomBytes } from 'node:crypto'

for (const user of ['ADMIN', 'SINK', 'ANALYST', 'MONITOR']) {
  const password = randomBytes(24).toString('base64url')
  console.log(`CLICKHOUSE_${user}_PASSWORD=${password}`)
  console.log(`CLICKHOUSE_${user}_PASSWORD_SHA256=${createHash('sha256').update(password).digest('hex')}`)
}
