import { type ConnectedAdmin } from './admin.ts';
/**
 * The ids under which this process first saw its topics. A topic that was deleted and made again is another one, and is
 * not read until someone says so.
 */
export declare class KnownTopics {
    #private;
    constructor(admin: ConnectedAdmin, fetched: Map<string, string>);
    /** The topic's id now. Throws TOPIC_REMADE when it was another one before, TOPIC_UNKNOWN when there is none. */
    idOf(topic: string): Promise<string>;
    forget(topic: string): void;
    /** Topics that have another id by now, each with a sentence about it. */
    remade(): Promise<{
        topic: string;
        message: string;
    }[]>;
}
