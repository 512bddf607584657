/** What the browser's decoder would be given and give: a few silent frames for each chunk, and now and then an error. */
interface FakeInit {
  readonly output: (data: unknown) => void;
  readonly error: (error: Error) => void;
}

class FakeAudioDecoder {
  static async isConfigSupported(): Promise<{ readonly supported: boolean }> {
    return { supported: true };
  }

  state: 'unconfigured' | 'configured' | 'closed' = 'unconfigured';
  readonly decodeQueueSize = 0;
  private readonly init: FakeInit;
  private channels = 0;

  constructor(init: FakeInit) {
    this.init = init;
  }

  configure(config: { readonly numberOfChannels: number }): void {
    this.state = 'configured';
    this.channels = config.numberOfChannels;
  }

  decode({ data }: { readonly data: Uint8Array }): void {
    if (data.length % 97 === 13) {
      this.state = 'closed';
      this.init.error(new DOMException('decoding failed', 'EncodingError'));
      return;
    }
    const numberOfFrames = 1 + (data.length % 512);
    this.init.output({
      format: 'f32-planar',
      numberOfFrames,
      numberOfChannels: this.channels,
      allocationSize: () => numberOfFrames * 4,
      copyTo: () => undefined,
      close: () => undefined,
    });
  }

  async flush(): Promise<void> {
    if (this.state === 'closed') throw new DOMException('closed', 'InvalidStateError');
  }

  close(): void {
    this.state = 'closed';
  }

  addEventListener(_: string, listener: () => void): void {
    listener();
  }
}

class FakeChunk {
  readonly data: Uint8Array;

  constructor({ data }: { readonly data: Uint8Array }) {
    this.data = data;
  }
}

/** Gives Node the two classes of WebCodecs that reading FLAC needs. */
export function installFakeDecoder(): void {
  Object.assign(globalThis, { AudioDecoder: FakeAudioDecoder, EncodedAudioChunk: FakeChunk });
}
