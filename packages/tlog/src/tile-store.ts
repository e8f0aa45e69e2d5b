/** Where a log is kept. Paths are relative, with `/`; a folder or an object store holds them as they are. */
export interface TileStore {
  /** The bytes at a path; undefined where nothing is. */
  read(path: string): Promise<Buffer | undefined>
  /**
   * Writes bytes that never change again: durable on return. The same bytes again are no error, whatever was interrupted
   * before.
   *
   * @throws TrailhouseError TILE_CHANGED when other bytes stand there, which stay
   */
  write(path: string, bytes: Uint8Array): Promise<void>
  /** Puts bytes in the place of others, all at once; only for `checkpoint`, the one path whose bytes change. */
  replace(path: string, bytes: Uint8Array): Promise<void>
  /** Names directly below a folder, without order; none where there is no folder. */
  list(folder: string): Promise<string[]>
}
