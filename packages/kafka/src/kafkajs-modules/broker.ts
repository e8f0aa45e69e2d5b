/**
 * Fault: a request to a broker whose connection was never finished fails with a plain Error ("Broker not connected"), which
 * kafkajs takes for permanent: a consumer that met a broker in the middle of its restart ended, and its process with it.
 */
type Broker = { lookupRequest: unknown; readonly connectionPool: { readonly host: string; readonly port: number } }
type Errors = { readonly KafkaJSConnectionClosedError: new (message: string, broker: object) => Error }

export function replaceBroker(Original: new (...options: never[]) => Broker, load: (file: string) => unknown) {
  const { KafkaJSConnectionClosedError } = load('errors.js') as Errors
  return class extends Original {
    constructor(...options: never[]) {
      super(...options)
      const { host, port } = this.connectionPool
      // Replaced by kafkajs when the broker is connected.
      this.lookupRequest = () => {
        throw new KafkaJSConnectionClosedError('Broker not connected', { host, port })
      }
    }
  }
}
