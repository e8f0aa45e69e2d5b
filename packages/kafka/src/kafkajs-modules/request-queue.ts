/**
 * Fault: kafkajs arms a timer after every response whether anything waits or not, with a negative delay: 928 timers a
 * second and a TimeoutNegativeWarning on an idle connection, 2% of a core. Here a timer runs only while requests wait.
 */
type RequestQueue = {
  readonly pending: readonly unknown[]
  readonly throttledUntil: number
  throttleCheckTimeoutId: NodeJS.Timeout | null
  checkPendingRequests(): void
}

/** A request that waits for a place in flight is sent by the response that frees it; this only bounds a lost wake-up. */
const checkIntervalMs = 10

export function replaceRequestQueue<T extends { prototype: object }>(original: T): T {
  Object.assign(original.prototype, {
    scheduleCheckPendingRequests(this: RequestQueue): void {
      if (this.throttleCheckTimeoutId || this.pending.length === 0) return
      const throttledFor = this.throttledUntil - Date.now()
      this.throttleCheckTimeoutId = setTimeout(
        () => {
          this.throttleCheckTimeoutId = null
          this.checkPendingRequests()
        },
        Math.max(throttledFor, checkIntervalMs),
      )
    },
  })
  return original
}
