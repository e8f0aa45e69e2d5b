import type { Broker, EncoderClass } from './kafkajs-modules/internals.ts';
/** Name -> UUID with hyphens, for those that exist. */
export declare function fetchTopicIds(broker: Broker, Encoder: EncoderClass, topics: readonly string[]): Promise<ReadonlyMap<string, string>>;
