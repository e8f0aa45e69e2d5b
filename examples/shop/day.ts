import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Order, Person, Shop, ShopAudit } from './shop.ts'

const mara: Person = { id: 'mara', name: 'Mara Lindqvist', role: 'admin', ip: '198.51.100.23' }
const ben: Person = { id: 'ben', name: 'Ben Okafor', role: 'finance', ip: '198.51.100.40' }
const tom: Person = { id: 'tom', name: 'Tom Sato', role: 'support', ip: '198.51.100.57' }

const right = 'correct horse battery staple'
const cities = ['Graz', 'Lyon', 'Porto', 'Aarhus', 'Gdansk']

/** A day of the shop in some seconds: people, a service account and a scheduled job, with what they may and may not do. */
export async function day(shop: Shop, audit: ShopAudit, orders: number): Promise<void> {
  const as = <T>(person: Person, work: () => Promise<T>): Promise<T> => audit.withContext(contextOf(person), work)
  await as(mara, () => shop.signIn(right))
  await as(ben, () => shop.signIn(right))
  await as(tom, () => shop.signIn('let me in'))
  await as(tom, () => shop.signIn(right))
  await guessing(shop, audit)
  for (let i = 0; i < orders; i++) await oneOrder(shop, as, 1001 + i, audit)
  await as(mara, () => shop.grantRole('tom', 'support', 'finance'))
  await as({ ...tom, role: 'finance' }, () => shop.export({ ...tom, role: 'finance' }))
  await as(ben, () => shop.export(ben))
  await scheduled(audit, () => shop.report())
}

function contextOf(person: Person) {
  const { id, name, ip } = person
  const actor = { id, name, email: `${id}@shop.example`, type: 'user' as const }
  return { actor, source_ip: ip, user_agent: 'shop-backoffice/3.2', request_id: randomUUID() }
}

/** Someone far away tries names. */
async function guessing(shop: Shop, audit: ShopAudit): Promise<void> {
  for (const id of ['admin', 'mara', 'root', 'mara', 'test', 'mara']) {
    const context = {
      actor: { id, type: 'user' as const },
      source_ip: '203.0.113.77',
      user_agent: 'python-requests/2.32',
    }
    await audit.withContext(context, () => shop.signIn('123456'))
  }
}

type As = <T>(person: Person, work: () => Promise<T>) => Promise<T>

async function oneOrder(shop: Shop, as: As, number: number, audit: ShopAudit): Promise<void> {
  const id = String(number)
  await as(tom, () => shop.create(newOrder(id, number)))
  await as(tom, () => shop.view(id))
  await billing(audit, () => shop.settle(id))
  if (number % 7 === 0) await as(tom, () => refused(() => shop.refund(tom, id)))
  if (number % 14 === 0) await as(ben, () => shop.refund(ben, id))
  if (number % 10 === 3) await as(tom, () => refused(() => shop.export(tom)))
  if (id === '1042') await changes1042(shop, as)
  await pause(40)
}

/** The order that the auditor asks about. */
async function changes1042(shop: Shop, as: As): Promise<void> {
  await as(mara, () => shop.change('1042', { shipping: { street: 'Hafenstrasse 12', city: 'Hamburg' } }))
  await as(tom, () => shop.change('1042', { total: 19.9 }))
  await as(ben, () => shop.refund(ben, '1042'))
}

function newOrder(id: string, number: number): Order {
  const city = cities[number % cities.length] ?? 'Graz'
  const total = 20 + ((number * 37) % 400)
  return {
    id,
    status: 'placed',
    total,
    customer: `customer-${number % 29}`,
    shipping: { street: `Mill Lane ${number % 90}`, city },
  }
}

function billing<T>(audit: ShopAudit, work: () => Promise<T>): Promise<T> {
  return audit.withContext(
    { actor: { id: 'billing', name: 'billing service', type: 'service', credential_id: 'key-2026-03' } },
    work,
  )
}

function scheduled<T>(audit: ShopAudit, work: () => Promise<T>): Promise<T> {
  return audit.withContext({ actor: { id: 'nightly-report', type: 'system' } }, work)
}

/** The shop said no, which is recorded; the day goes on. */
async function refused(work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: { code?: string }) => {
    if (error.code !== 'FORBIDDEN') throw error
  })
}
