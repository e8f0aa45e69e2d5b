/** Gets the original exports and a loader for other modules of the same instance; returns the exports to use. */
export type Replacement = (original: never, load: (file: string) => never) => unknown;
/** Path beneath kafkajs/src -> its replacement. */
export type Replacements = Readonly<Record<string, Replacement>>;
/** Returns a function that gives a module of the instance by its path beneath kafkajs/src, e.g. `index.js`. */
export declare function loadKafkajs(replacements: Replacements): (file: string) => unknown;
