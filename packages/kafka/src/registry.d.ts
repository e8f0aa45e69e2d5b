import type { KafkaEvent, Registry, RegistrySettings } from './types.ts';
type Options = {
    readonly onEvent?: (event: KafkaEvent) => void;
};
/** No I/O yet. */
export declare function connectRegistry(settings: RegistrySettings, options?: Options): Registry;
export {};
