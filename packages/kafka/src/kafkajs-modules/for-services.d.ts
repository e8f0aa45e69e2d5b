export declare const loadForServices: () => (file: string) => unknown;
