import { computed, type ReadonlySignal } from '@preact/signals-core';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { GENRE_CHARACTERS, lineOf, tagKey, type ModelLabel, type TagChange } from '../../domain/labels.ts';
import { plural } from '../../domain/numberText.ts';
import type { Stage } from '../../domain/stage.ts';
import type { UndoStep } from '../../domain/undo.ts';
import type { Tools } from '../tools.ts';

type Dependencies = Pick<Tools, 'store' | 'dataSet' | 'log' | 'undoing'>;

/** A tag as most sounds have it, and how many sounds have it. */
export interface CountedTag {
  readonly tag: string;
  readonly count: number;
}

/**
 * What a person says of sounds (tags, a note, the genre) and of models [S16]. Each change is one step of Undo and one line in the log;
 * what was refused is said there too. All resolve with whether it was done.
 */
export class TaggingStage {
  readonly #deps: Dependencies;
  /** Most used first. */
  readonly allTags: ReadonlySignal<readonly CountedTag[]>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.allTags = computed(() => countTags(deps.dataSet.records.value));
  }

  /** Adds and removes tags. One that is in use in other letters is added as it is there. */
  async tag(audioIds: readonly string[], { add = [], remove = [] }: TagChange): Promise<boolean> {
    const inUse = new Map(this.allTags.peek().map(({ tag }) => [tagKey(tag), tag]));
    const added = add.map((tag) => inUse.get(tagKey(tag.trim())) ?? tag.trim());
    const concerned = this.#present(audioIds).filter(({ tags }) => {
      const has = new Set(tags.map(tagKey));
      return added.some((tag) => !has.has(tagKey(tag))) || remove.some((tag) => has.has(tagKey(tag)));
    });
    const sounds = plural(concerned.length, 'sound');
    const words =
      added.length === 0
        ? `Tags removed: ${named(remove)} from ${sounds}`
        : `Tagged: ${sounds} with ${named(added)}${remove.length === 0 ? '' : `, without ${named(remove)}`}`;
    return this.#change(concerned, words, async (ids) => this.#deps.store.tagSounds(ids, { add: added, remove }));
  }

  /** Gives all sounds that have a tag another in its place, or none. */
  async renameTag(from: string, to: string | null): Promise<boolean> {
    const concerned = this.#deps.dataSet.records
      .peek()
      .filter(({ tags }) => tags.some((tag) => tagKey(tag) === tagKey(from)));
    const sounds = plural(concerned.length, 'sound');
    const words =
      to === null
        ? `Tag removed: ${named([from])} from ${sounds}`
        : `Tag renamed: ${named([from])} to ${named([to.trim()])} on ${sounds}`;
    return this.#change(concerned, words, async () => this.#deps.store.renameTag(from, to));
  }

  /** Keeps a note on a sound; nothing for none. */
  async note(audioId: string, text: string): Promise<boolean> {
    const concerned = this.#present([audioId]).filter(({ note }) => (note ?? '') !== text.trim());
    const words = `Note ${text.trim() === '' ? 'removed' : 'kept'}: ${this.#deps.dataSet.pathOf(audioId)}`;
    return this.#change(concerned, words, async () => this.#deps.store.noteSound(audioId, text));
  }

  /** Null, or nothing but spaces, for none. */
  async setGenre(audioIds: readonly string[], genre: string | null): Promise<boolean> {
    const wanted = genre === null || genre.trim() === '' ? null : (lineOf(genre, GENRE_CHARACTERS) ?? genre);
    const concerned = this.#present(audioIds).filter(({ file }) => file.genre !== wanted);
    const sounds = plural(concerned.length, 'sound');
    const words = wanted === null ? `Genre removed: ${sounds}` : `Genre set: ${named([wanted])} for ${sounds}`;
    return this.#change(concerned, words, async (ids) => this.#deps.store.setGenre(ids, wanted));
  }

  /** Keeps a model's name, a note and whether it is pinned in place of what was. */
  async labelModel(label: ModelLabel): Promise<boolean> {
    const name = label.name === null || label.name.trim() === '' ? null : label.name;
    const wasPinned = this.#deps.dataSet.modelLabels.peek().get(label.modelId)?.pinned === true;
    const words =
      label.pinned === wasPinned
        ? `Model labelled: ${label.modelId}${name === null ? '' : ` is ${named([name.trim()])}`}`
        : `Model ${label.pinned ? 'pinned' : 'no longer pinned'}: ${label.modelId}`;
    return this.#write('model', words, async () => this.#deps.store.labelModel({ ...label, name }));
  }

  #present(audioIds: readonly string[]): readonly AudioRecord[] {
    return [...new Set(audioIds)].flatMap((audioId) => this.#deps.dataSet.get(audioId) ?? []);
  }

  async #change(
    concerned: readonly AudioRecord[],
    words: string,
    write: (audioIds: readonly string[]) => Promise<UndoStep | null>,
  ): Promise<boolean> {
    if (concerned.length > 0) return this.#write('import', words, async () => write(concerned.map(idOf)));
    this.#deps.log.info('import', 'Nothing to change: these sounds have it so already, or are gone.');
    return false;
  }

  async #write(stage: Stage, words: string, write: () => Promise<UndoStep | null>): Promise<boolean> {
    const { log, undoing } = this.#deps;
    try {
      undoing.warnIfFinal(await write());
    } catch (error) {
      log.thrown(error, stage);
      return false;
    }
    log.info(stage, words);
    return true;
  }
}

function idOf({ file }: AudioRecord): string {
  return file.audioId;
}

function named(tags: readonly string[]): string {
  return tags.map((tag) => `“${tag}”`).join(', ');
}

function countTags(records: readonly AudioRecord[]): CountedTag[] {
  const spellings = new Map<string, Map<string, number>>();
  for (const { tags } of records) {
    for (const tag of tags) {
      const counts = spellings.get(tagKey(tag)) ?? new Map<string, number>();
      spellings.set(tagKey(tag), counts.set(tag, (counts.get(tag) ?? 0) + 1));
    }
  }
  return [...spellings.values()]
    .map((counts) => {
      const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
      return { tag: most?.[0] ?? '', count: [...counts.values()].reduce((sum, count) => sum + count, 0) };
    })
    .toSorted((a, b) => b.count - a.count || a.tag.localeCompare(b.tag, 'en'));
}
