import type { KafkaClient } from './client.ts';
import type { TransactionalProducer, TransactionalProducerOptions } from './types.ts';
/** Connects and initialises the transactional id: when this resolves, earlier owners of the id are fenced. */
export declare function openTransactionalProducer(client: KafkaClient, options: TransactionalProducerOptions): Promise<TransactionalProducer>;
