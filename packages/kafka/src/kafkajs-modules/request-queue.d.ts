export declare function replaceRequestQueue<T extends {
    prototype: object;
}>(original: T): T;
