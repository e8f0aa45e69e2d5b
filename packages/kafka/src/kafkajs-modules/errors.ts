/**
 * Fault: a connection that breaks while a member looks for its group's coordinator is told as KafkaJSGroupCoordinatorNotFound,
 * a connection that is waited for too long as KafkaJSLockTimeout, and kafkajs takes both for permanent: the consumer ended
 * and did not restart. Both say no more than that Kafka is away.
 */
type ErrorClass = new (...args: never[]) => { retriable: boolean }
type Errors = { readonly KafkaJSGroupCoordinatorNotFound: ErrorClass; readonly KafkaJSLockTimeout: ErrorClass }

export const replaceErrors = (original: Errors): Errors => ({
  ...original,
  KafkaJSGroupCoordinatorNotFound: retriable(original.KafkaJSGroupCoordinatorNotFound),
  KafkaJSLockTimeout: retriable(original.KafkaJSLockTimeout),
})

function retriable(Original: ErrorClass): ErrorClass {
  return class extends Original {
    override retriable = true
  }
}
