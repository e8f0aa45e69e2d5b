import { type ClientOptions, type KafkaClient } from './client.ts';
import type { KafkaSettings } from './types.ts';
export { openAdmin } from './admin.ts';
export { ByteBudget } from './budget.ts';
export type { ClientOptions, KafkaClient } from './client.ts';
export { startConsumer } from './consumer.ts';
export * from './dead-letter.ts';
export { type LogRange, type LogReader, openLogReader } from './log-reader.ts';
export { MessageRefusedError, openProducer } from './producer.ts';
export { connectRegistry } from './registry.ts';
export * from './replay.ts';
export * from './resolution.ts';
export { openTransactionalProducer } from './transactional-producer.ts';
export type * from './types.ts';
/** No I/O yet. */
export declare function connectKafka(settings: KafkaSettings, options?: ClientOptions): KafkaClient;
