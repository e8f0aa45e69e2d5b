import type { KafkaClient } from './client.ts';
import type { ConsumerOptions, RunningConsumer } from './types.ts';
/** One member of a consumer group: read committed, never resets an offset, gives each partition to one worker at a time. */
export declare function startConsumer(client: KafkaClient, options: ConsumerOptions): Promise<RunningConsumer>;
