/** For a process that only produces (the SDK): nothing of the consumer is loaded, and no module of it replaced. */
import { type ClientOptions, type KafkaClient } from './client.ts';
import type { KafkaSettings } from './types.ts';
export type { ClientOptions, KafkaClient } from './client.ts';
export { MessageRefusedError, openProducer } from './producer.ts';
export type * from './types.ts';
/** No I/O yet. */
export declare function connectKafka(settings: KafkaSettings, options?: ClientOptions): KafkaClient;
