import { setTimeout as delay } from 'node:timers/promises'
import type { LogLine, Service } from '../faults/framework/service.ts'

/** As a supervisor waits before it starts a process again that ended by itself. */
const restartAfterMs = 1_000

/** One instance of a service, started again when it ends by itself, as a supervisor does it. */
export class Instance {
  /** How it ended by itself, each time: exit code or signal, and what it said last of an error. */
  readonly ends: string[] = []
  readonly #run: () => Service
  readonly #ran: Service[] = []
  #service: Service | null = null

  constructor(run: () => Service) {
    this.#run = run
  }

  /** All that its processes have said. */
  get lines(): readonly LogLine[] {
    return this.#ran.flatMap(({ lines }) => lines)
  }

  start(): void {
    const service = this.#run()
    this.#service = service
    this.#ran.push(service)
    void this.#supervise(service)
  }

  /** Sends the signal to the process that runs now. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#service?.signal(signal)
  }

  /** Ends it for good, or until `start`. @returns how it ended */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | NodeJS.Signals> {
    const service = this.#service
    this.#service = null
    service?.signal(signal)
    return (await service?.exited) ?? 'SIGKILL'
  }

  async #supervise(service: Service): Promise<void> {
    const how = await service.exited
    if (this.#service !== service) return
    const last = service.lines.findLast(({ level }) => level === 'fatal')
    this.ends.push(`${how} ${last?.code ?? ''} ${last?.msg ?? ''}`.trimEnd())
    await delay(restartAfterMs)
    if (this.#service === service) this.start()
  }
}
