import { randomUUID } from 'node:crypto'

/** 1,000 changes of orders by 100 people, about 1.2 KB each once encoded, as a web shop would record them. */
export const inputs = Array.from({ length: 1_000 }, (_, i) => {
  const order = {
    id: String(10_000 + i),
    status: 'paid',
    total: 120 + i,
    currency: 'EUR',
    customer: { id: randomUUID(), name: `Customer ${i}`, email: `customer${i}@example.org` },
    items: [
      { sku: `SKU-${i}`, title: 'A thing that people buy', quantity: 2, price: 45.5 },
      { sku: `SKU-${i + 1}`, title: 'Another thing', quantity: 1, price: 29 },
    ],
    shipping: { street: 'Long Street 5', city: 'Somewhere', zip: String(10_000 + (i % 900)), country: 'DE' },
  }
  return {
    action: 'order.change',
    actor: {
      id: `u${i % 100}`,
      type: 'user',
      name: `Person ${i % 100}`,
      email: `u${i % 100}@example.org`,
      session_id: randomUUID(),
    },
    target: { type: 'order', id: order.id, name: `Order ${order.id}` },
    outcome: 'success',
    source_ip: `10.1.${i % 250}.7`,
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    request_id: randomUUID(),
    attributes: { channel: 'web', region: 'eu-central' },
    before: order,
    after: { ...order, status: 'refunded', shipping: { ...order.shipping, city: 'Elsewhere' } },
  } as const
})
