import type { KafkaConfig } from 'kafkajs';
import type { Kafkajs } from './kafkajs-modules/internals.ts';
import { Sockets } from './sockets.ts';
import type { ClientKind, KafkaEvent, KafkaSettings } from './types.ts';
export type KafkaClient = {
    readonly settings: KafkaSettings;
    readonly onEvent: (event: KafkaEvent) => void;
    /** A kafkajs client of its own: producers and consumers of one client would share their committed offsets. */
    readonly open: (kind: ClientKind, options?: OpenOptions) => OpenedKafka;
    readonly kafkajs: Kafkajs;
    /** Any module of the private kafkajs, by its path beneath src. */
    readonly internal: (file: string) => unknown;
};
export type OpenedKafka = {
    readonly kafka: InstanceType<Kafkajs['Kafka']>;
    readonly sockets: Sockets;
};
export type OpenOptions = {
    readonly retry?: KafkaConfig['retry'];
    readonly onLog?: () => void;
};
export type ClientOptions = {
    readonly onEvent?: (event: KafkaEvent) => void;
};
/** No I/O. `load` chooses which modules of kafkajs are replaced. */
export declare function makeClient(settings: KafkaSettings, load: () => (file: string) => unknown, options?: ClientOptions): KafkaClient;
