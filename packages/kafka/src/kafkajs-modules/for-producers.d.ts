import { type Replacements } from './load.ts';
/** What a process that only produces needs: no module of the consumer is touched. */
export declare const producerReplacements: Replacements;
export declare const loadForProducers: () => (file: string) => unknown;
