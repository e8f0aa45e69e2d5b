import { type Socket } from 'node:net';
import { type ConnectionOptions } from 'node:tls';
type SocketRequest = {
    host: string;
    port: number;
    ssl: ConnectionOptions;
    onConnect: () => void;
};
/**
 * All sockets of one kafkajs client. kafkajs's disconnect() waits for the responses of requests under way, so a hung
 * broker would hold a stop for the whole request timeout; destroying its sockets ends it at once, and no retry that
 * still runs inside can connect again.
 */
export declare class Sockets {
    #private;
    constructor(addressMap?: Readonly<Record<string, string>>);
    /** kafkajs's ISocketFactory. */
    readonly factory: ({ host, port, ssl, onConnect }: SocketRequest) => Socket;
    destroy(): void;
}
export {};
