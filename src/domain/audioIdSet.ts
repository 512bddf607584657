const WORDS = 3;

/** Audio ids as numbers, 80 bits in three words each: thousands of them cross to a worker in no time. */
type PackedAudioIds = Uint32Array<ArrayBuffer>;

/** What was added to a set since its reader last heard of it. */
export interface AudioIdDelta {
  /** Which of the page's sets. */
  readonly set: number;
  readonly added: PackedAudioIds;
}

let sets = 0;

/** Audio ids that are added one by one; a worker that follows is told each of them once. */
export class AudioIdSet {
  readonly #set = (sets += 1);
  readonly #told = new WeakMap<object, number>();
  #words: PackedAudioIds = new Uint32Array(256 * WORDS);
  /** Places of ids in `#words`, counted from 1, where a hash of theirs points to; 0 for none. At most half are taken. */
  #places = new Uint32Array(512);
  #size = 0;

  add(audioId: string): void {
    this.#add(wordsOf(audioId));
  }

  has(audioId: string): boolean {
    return this.#places[this.#placeOf(wordsOf(audioId))] !== 0;
  }

  /** What a reader has not been told yet; it must hear all that this answers for it, in order. */
  deltaFor(reader: object): AudioIdDelta {
    const added = this.#words.slice((this.#told.get(reader) ?? 0) * WORDS, this.#size * WORDS);
    this.#told.set(reader, this.#size);
    return { set: this.#set, added };
  }

  /** Takes in what was added to the set that this one follows. */
  follow({ added }: AudioIdDelta): void {
    for (let at = 0; at < added.length; at += WORDS) this.#add(added, at);
  }

  #add(ids: ArrayLike<number>, at = 0): void {
    const place = this.#placeOf(ids, at);
    if (this.#places[place] !== 0) return;
    for (let i = 0; i < WORDS; i++) this.#words[this.#size * WORDS + i] = ids[at + i]!;
    this.#size += 1;
    this.#places[place] = this.#size;
    if (2 * this.#size === this.#places.length) this.#widen();
  }

  #widen(): void {
    const words = this.#words;
    this.#words = new Uint32Array(2 * words.length);
    this.#words.set(words);
    this.#places = new Uint32Array(2 * this.#places.length);
    for (let i = 0; i < this.#size; i++) this.#places[this.#placeOf(words, i * WORDS)] = i + 1;
  }

  /** Where the place of the id at `at` stands, or would stand. */
  #placeOf(ids: ArrayLike<number>, at = 0): number {
    const [words, places] = [this.#words, this.#places];
    const [a, b, c] = [ids[at]!, ids[at + 1]!, ids[at + 2]!];
    let place = (a ^ b ^ c) & (places.length - 1);
    for (let i = places[place]!; i > 0; i = places[place]!) {
      const own = (i - 1) * WORDS;
      if (words[own] === a && words[own + 1] === b && words[own + 2] === c) break;
      place = (place + 1) & (places.length - 1);
    }
    return place;
  }
}

function wordsOf(audioId: string): readonly number[] {
  return [parseInt(audioId.slice(0, 8), 16), parseInt(audioId.slice(8, 16), 16), parseInt(audioId.slice(16), 16)];
}
