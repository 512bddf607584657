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
  /** Where ids stand in `#words`, counted from 1, at a hash of theirs or after it; 0 for none. Half of it stays free. */
  #places = new Uint32Array(512);
  #size = 0;

  add(audioId: string): void {
    this.#add(...wordsOf(audioId));
  }

  has(audioId: string): boolean {
    return this.#places[this.#placeOf(...wordsOf(audioId))] !== 0;
  }

  /** What a reader has not been told yet; it must hear all that this answers for it, in order. */
  deltaFor(reader: object): AudioIdDelta {
    const added = this.#words.slice((this.#told.get(reader) ?? 0) * WORDS, this.#size * WORDS);
    this.#told.set(reader, this.#size);
    return { set: this.#set, added };
  }

  /** Takes in what was added to the set that this one follows. */
  follow({ added }: AudioIdDelta): void {
    this.#addAll(added);
  }

  #addAll(words: Uint32Array): void {
    for (let at = 0; at < words.length; at += WORDS) {
      this.#add(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0);
    }
  }

  #add(first: number, second: number, third: number): void {
    const place = this.#placeOf(first, second, third);
    if (this.#places[place] !== 0) return;
    const at = this.#size * WORDS;
    this.#words[at] = first;
    this.#words[at + 1] = second;
    this.#words[at + 2] = third;
    this.#size += 1;
    this.#places[place] = this.#size;
    if (2 * this.#size < this.#places.length) return;
    const words = this.#words;
    this.#words = new Uint32Array(2 * words.length);
    this.#places = new Uint32Array(2 * this.#places.length);
    this.#size = 0;
    this.#addAll(words);
  }

  /** Where the place of an id stands, or would stand. */
  #placeOf(first: number, second: number, third: number): number {
    const [words, places] = [this.#words, this.#places];
    let place = (first ^ second ^ third) & (places.length - 1);
    for (let number = places[place] ?? 0; number > 0; number = places[place] ?? 0) {
      const at = (number - 1) * WORDS;
      if (words[at] === first && words[at + 1] === second && words[at + 2] === third) break;
      place = (place + 1) & (places.length - 1);
    }
    return place;
  }
}

function wordsOf(audioId: string): readonly [number, number, number] {
  return [parseInt(audioId.slice(0, 8), 16), parseInt(audioId.slice(8, 16), 16), parseInt(audioId.slice(16), 16)];
}
