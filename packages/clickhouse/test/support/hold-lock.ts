/** `node hold-lock.ts URL DATABASE`: takes the lock of `migrate`, says so, and keeps it until it is killed. */
import { lockMigrations } from '../../src/migration-lock.ts'
import { connect } from './clickhouse.ts'

const [url = '', database = ''] = process.argv.slice(2)
await lockMigrations(connect(url, database), 10_000)
process.stdout.write('held\n')
