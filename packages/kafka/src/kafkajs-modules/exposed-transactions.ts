/**
 * kafkajs hides the producer id that it got for a transactional id, and adds partitions to a transaction only with the
 * records that it sends there. torn-transaction.ts needs both.
 */
import type { Cluster, TransactionManager } from './internals.ts'

const managers = new WeakMap<Cluster, TransactionManager>()

type Options = { readonly cluster: Cluster; readonly transactional?: boolean }

export function exposeTransactions(original: (options: Options) => TransactionManager) {
  return (options: Options): TransactionManager => {
    const manager = original(options)
    if (options.transactional) managers.set(options.cluster, manager)
    return manager
  }
}

/** Of the one transactional producer that has this cluster; undefined before its first transaction. */
export const transactionManagerOf = (cluster: Cluster): TransactionManager | undefined => managers.get(cluster)
