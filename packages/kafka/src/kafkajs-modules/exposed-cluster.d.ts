/**
 * kafkajs hides its connections behind admin and consumer. Topic ids need a raw request on one of them (kafkajs stops at
 * Metadata v6, ids come with v10), and a consumer's group is told apart by its cluster.
 */
import type { Cluster } from './internals.ts';
type Factory = (options: {
    cluster: Cluster;
}) => object;
export declare function exposeCluster(original: Factory): Factory;
export {};
