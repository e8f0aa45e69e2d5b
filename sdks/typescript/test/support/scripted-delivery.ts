import type { Delivery, Pending, Verdict } from '../../src/pending.ts'

export type Sent = { readonly event_id: string; readonly seq: number; readonly status: Verdict['status'] }

/** Stands where Kafka does, in an outbox's own tests: the verdicts are the script's, and what it saw is kept. */
export class ScriptedDelivery implements Delivery {
  readonly sent: Sent[] = []
  readonly batches: number[] = []
  underWay = 0
  greatestUnderWay = 0
  readonly #script: Iterator<Verdict['status'][]>
  readonly #prepare: () => Promise<void>

  /** One list a batch: one status for all of it, or one an event. The script's end acknowledges. */
  constructor(script: Verdict['status'][][], prepare = async () => {}) {
    this.#script = script.values()
    this.#prepare = prepare
  }

  prepare(): Promise<void> {
    return this.#prepare()
  }

  async send(batch: readonly Pending[], firstSeq: number): Promise<readonly Verdict[]> {
    this.underWay += 1
    this.greatestUnderWay = Math.max(this.greatestUnderWay, this.underWay)
    const statuses = this.#script.next().value ?? ['acknowledged']
    await new Promise((resolve) => setImmediate(resolve))
    this.underWay -= 1
    this.batches.push(batch.length)
    return batch.map(({ event_id }, i) => {
      const status = statuses[i % statuses.length] as Verdict['status']
      this.sent.push({ event_id, seq: firstSeq + i, status })
      return status === 'acknowledged' ? { status } : { status, cause: new Error('scripted') }
    })
  }
}
