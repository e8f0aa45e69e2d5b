import { collectDefaultMetrics, Registry } from 'prom-client'

export { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/**
 * A registry whose metrics all have the label `service`, with the process's own (CPU, memory, event-loop delay, open handles). Each call gives one of its
 * own, so that two services in one process, as in tests, do not meet.
 */
export function createMetrics(service: string): Registry {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  return registry
}
