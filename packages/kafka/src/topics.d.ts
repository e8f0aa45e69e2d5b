import type { ConnectedAdmin } from './admin.ts';
import type { TopicChange, TopicDeclaration, TopicDescription } from './types.ts';
export declare function createTopics(admin: ConnectedAdmin, declarations: readonly TopicDeclaration[]): Promise<void>;
export declare function describeTopic(admin: ConnectedAdmin, name: string): Promise<TopicDescription>;
export declare function applyTopics(admin: ConnectedAdmin, declarations: readonly TopicDeclaration[]): Promise<TopicChange[]>;
