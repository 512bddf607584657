import { computed, type ReadonlySignal } from '@preact/signals-core';
import type { ModelLabel, TagChange } from '../../domain/labels.ts';
import { arrived } from '../shell/arrived.ts';
import type { Tools } from '../tools.ts';
import type { Labelling } from './labelling.ts';

/** A tag as most sounds have it, and how many sounds have it. */
export interface CountedTag {
  readonly tag: string;
  readonly count: number;
}

/**
 * What a person says of sounds (tags, a note, the genre) and of models [S16]. Each change is one step of Undo and one line in the
 * log; what was refused is said there too. All resolve with whether it was done.
 */
export class TaggingStage {
  readonly #deps: Pick<Tools, 'store' | 'dataSet' | 'log' | 'undoing'>;
  /** Most used first. */
  readonly allTags: ReadonlySignal<readonly CountedTag[]>;

  constructor(deps: Pick<Tools, 'store' | 'dataSet' | 'log' | 'undoing'>) {
    this.#deps = deps;
    this.allTags = computed(() => countTags(deps.dataSet.values.value.of.tag));
  }

  /** Adds and removes tags. One that is in use in other letters is added as it is there. */
  async tag(audioIds: readonly string[], change: TagChange): Promise<boolean> {
    return (await this.#labelling()).tag(audioIds, change, this.allTags.peek());
  }

  /** Gives all sounds that have a tag another in its place, or none. */
  async renameTag(from: string, to: string | null): Promise<boolean> {
    return (await this.#labelling()).renameTag(from, to);
  }

  /** Keeps a note on a sound; nothing for none. */
  async note(audioId: string, text: string): Promise<boolean> {
    return (await this.#labelling()).note(audioId, text);
  }

  /** Null, or nothing but spaces, for none. */
  async setGenre(audioIds: readonly string[], genre: string | null): Promise<boolean> {
    return (await this.#labelling()).setGenre(audioIds, genre);
  }

  /** Keeps a model's name, a note and whether it is pinned in place of what was. */
  async labelModel(label: ModelLabel): Promise<boolean> {
    return (await this.#labelling()).labelModel(label);
  }

  async #labelling(): Promise<Labelling> {
    const { Labelling: Work } = await arrived(import('./labelling.ts'));
    return new Work(this.#deps);
  }
}

/** What tags have in common that are one. */
export function tagKey(tag: string): string {
  return tag.toLowerCase();
}

/** @param used how many sounds have each, as it is spelled */
function countTags(used: ReadonlyMap<string, number>): CountedTag[] {
  const spellings = new Map<string, Map<string, number>>();
  for (const [tag, count] of used) {
    const counts = spellings.get(tagKey(tag)) ?? new Map<string, number>();
    spellings.set(tagKey(tag), counts.set(tag, count));
  }
  return [...spellings.values()]
    .map((counts) => {
      const [most] = [...counts].toSorted(([tagA, a], [tagB, b]) => b - a || tagA.localeCompare(tagB, 'en'));
      return { tag: most?.[0] ?? '', count: [...counts.values()].reduce((sum, count) => sum + count, 0) };
    })
    .toSorted((a, b) => b.count - a.count || a.tag.localeCompare(b.tag, 'en'));
}
