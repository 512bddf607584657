/** Where sounds lie that were unpacked, until they are stored. */
export interface UnpackingRoom {
  /** Takes the bytes of a sound as they come, each piece valid until the next. What rejects among them leaves nothing here. */
  hold(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>, sizeBytes: number): Promise<Blob>;
  /** Lets go of a sound that nobody reads any more; one that does not lie here is left. */
  release(sound: Blob): Promise<void>;
}

/** For what is small, and where there is no other room. */
export const IN_MEMORY: UnpackingRoom = {
  async hold(chunks) {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of chunks) parts.push(chunk.slice());
    return new Blob(parts);
  },
  release: async () => undefined,
};
