import { type ConnectedAdmin, topicId } from './admin.ts'
import { topicRemade } from './position.ts'

/**
 * The ids under which this process first saw its topics. A topic that was deleted and made again is another one, and is
 * not read until someone says so.
 */
export class KnownTopics {
  readonly #admin: ConnectedAdmin
  /** By these ids fetches name topics: the broker refuses a fetch of one that is not there any more. */
  readonly #fetched: Map<string, string>
  readonly #known = new Map<string, string>()

  constructor(admin: ConnectedAdmin, fetched: Map<string, string>) {
    this.#admin = admin
    this.#fetched = fetched
  }

  /** The topic's id now. Throws TOPIC_REMADE when it was another one before, TOPIC_UNKNOWN when there is none. */
  async idOf(topic: string): Promise<string> {
    const now = await topicId(this.#admin, topic)
    const before = this.#known.get(topic)
    if (before && before !== now) throw topicRemade(topic, before, now)
    this.#known.set(topic, now)
    this.#fetched.set(topic, now)
    return now
  }

  forget(topic: string): void {
    this.#known.delete(topic)
  }

  /** Topics that have another id by now, each with a sentence about it. */
  async remade(): Promise<{ topic: string; message: string }[]> {
    const known = [...this.#known]
    if (known.length === 0) return []
    const now = await this.#admin.topicIds(known.map(([topic]) => topic))
    return known.flatMap(([topic, before]) => {
      const id = now.get(topic)
      const isRemade = id !== undefined && id !== before && this.#known.get(topic) === before
      return isRemade ? [{ topic, message: topicRemade(topic, before, id).message }] : []
    })
  }
}
