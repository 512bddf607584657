const WORDS = 3;

/** Audio ids as numbers, 80 bits in three words each: thousands of them cross to a worker in no time. */
export type PackedAudioIds = Uint32Array<ArrayBuffer>;

/** Audio ids that are added one by one and handed out packed. */
export class AudioIdSet {
  #words = new Uint32Array(256 * WORDS);
  #size = 0;

  add(audioId: string): void {
    const at = this.#size * WORDS;
    if (at === this.#words.length) {
      const wider = new Uint32Array(2 * at);
      wider.set(this.#words);
      this.#words = wider;
    }
    this.#words.set(wordsOf(audioId), at);
    this.#size += 1;
  }

  packed(): PackedAudioIds {
    return this.#words.slice(0, this.#size * WORDS);
  }
}

export function includesAudioId(packed: PackedAudioIds, audioId: string): boolean {
  const [first, second, third] = wordsOf(audioId);
  for (let at = 0; at < packed.length; at += WORDS) {
    if (packed[at] === first && packed[at + 1] === second && packed[at + 2] === third) return true;
  }
  return false;
}

function wordsOf(audioId: string): readonly [number, number, number] {
  return [parseInt(audioId.slice(0, 8), 16), parseInt(audioId.slice(8, 16), 16), parseInt(audioId.slice(16), 16)];
}
