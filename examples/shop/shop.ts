import type { AttemptFields, Audit, Note } from '@trailhouse/sdk'
import type { actions } from './actions.ts'

export type ShopAudit = Audit<typeof actions>

type Actions = typeof actions
type Work<K extends keyof Actions> = (note: Note<AttemptFields<Actions, K>>) => void

export type Order = {
  id: string
  status: 'placed' | 'paid' | 'sent' | 'refunded'
  total: number
  customer: string
  shipping: { street: string; city: string }
}

export type Role = 'support' | 'finance' | 'admin'
export type Person = { id: string; name: string; role: Role; ip: string }

/** The error's code becomes the event's status_code. */
class Forbidden extends Error {
  readonly code = 'FORBIDDEN'
}

/** A shop as small as a shop can be. Who acts comes from the context in which its functions are called. */
export class Shop {
  readonly #orders = new Map<string, Order>()
  readonly #audit: ShopAudit

  constructor(audit: ShopAudit) {
    this.#audit = audit
  }

  async signIn(password: string): Promise<boolean> {
    const right = password === 'correct horse battery staple'
    await this.#audit.record({
      action: 'user.sign_in',
      outcome: right ? 'success' : 'failure',
      status_code: right ? undefined : 'WRONG_PASSWORD',
      // Does not get far: the SDK hides what has the name of a secret.
      attributes: { method: 'password', password },
    })
    return right
  }

  async create(order: Order): Promise<void> {
    this.#orders.set(order.id, order)
    await this.#audit.record({ action: 'order.create', target: order.id, outcome: 'success', after: order })
  }

  async view(id: string): Promise<Order> {
    await this.#audit.record({ action: 'order.view', target: id, outcome: 'success' })
    return this.#order(id)
  }

  async change(id: string, change: Partial<Order>): Promise<void> {
    const before = this.#order(id)
    const after = { ...before, ...change }
    this.#orders.set(id, after)
    await this.#audit.record({ action: 'order.change', target: id, outcome: 'success', before, after })
  }

  /** Done or refused, it is recorded either way; what it changed is known only when it is done. */
  async refund(person: Person, id: string): Promise<void> {
    const refund: Work<'order.refund'> = (note) => {
      if (person.role === 'support') throw new Forbidden('support may not refund')
      const before = this.#order(id)
      const after = { ...before, status: 'refunded' as const }
      this.#orders.set(id, after)
      note({ before, after })
    }
    await this.#audit.attempt('order.refund', refund, { target: id })
  }

  async export(person: Person): Promise<string> {
    const rows = [...this.#orders.values()].map(({ id, status, total }) => `${id},${status},${total}`)
    const write = () => {
      if (person.role === 'support') throw new Forbidden('support may not export')
      return rows.join('\n')
    }
    return this.#audit.attempt('order.export', write, {
      target: { id: 'all', name: 'all orders' },
      attributes: { format: 'csv', rows: rows.length },
    })
  }

  async settle(id: string): Promise<void> {
    const order = this.#order(id)
    await this.#audit.record({
      action: 'payment.settle',
      target: id,
      outcome: 'success',
      attributes: { amount: order.total },
    })
    if (order.status === 'placed') await this.change(id, { status: 'paid' })
  }

  async grantRole(id: string, before: Role, after: Role): Promise<void> {
    await this.#audit.record({
      action: 'user.role_grant',
      target: id,
      outcome: 'success',
      before: { role: before },
      after: { role: after },
    })
  }

  async report(): Promise<void> {
    await this.#audit.attempt('report.run', () => {}, { target: 'daily', attributes: { orders: this.#orders.size } })
  }

  #order(id: string): Order {
    const order = this.#orders.get(id)
    if (order === undefined) throw new Error(`there is no order ${id}`)
    return order
  }
}
