/**
 * An example application that audits what it does with @trailhouse/sdk.
 *
 * usage: node examples/shop/main.ts --brokers HOST:PORT --registry URL [--orders N]
 */
import { parseArgs } from 'node:util'
import { createAudit } from '@trailhouse/sdk'
import { actions } from './actions.ts'
import { day } from './day.ts'
import { Shop } from './shop.ts'

const { values } = parseArgs({
  options: {
    brokers: { type: 'string', default: '127.0.0.1:19092' },
    registry: { type: 'string', default: 'http://127.0.0.1:18081/apis/ccompat/v7' },
    orders: { type: 'string', default: '80' },
  },
})

const audit = createAudit({ service: 'shop', brokers: values.brokers.split(','), registry: values.registry, actions })
const told = setInterval(() => console.log(`recorded ${audit.stats().acknowledged}`), 200)
try {
  await day(new Shop(audit), audit, Number(values.orders))
} finally {
  clearInterval(told)
  await audit.close()
}
console.log(`recorded ${audit.stats().acknowledged}`)
