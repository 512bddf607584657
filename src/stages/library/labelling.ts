import type { AudioRecord } from '../../domain/audioFile.ts';
import { GENRE_CHARACTERS, lineOf, type ModelLabel, type TagChange } from '../../domain/labels.ts';
import { plural } from '../../domain/numberText.ts';
import type { Stage } from '../../domain/stage.ts';
import type { UndoStep } from '../../domain/undo.ts';
import type { Tools } from '../tools.ts';
import { tagKey, type CountedTag } from './tagging.ts';

type Dependencies = Pick<Tools, 'store' | 'dataSet' | 'log' | 'undoing'>;

/** What {@link TaggingStage} does, loaded with the first change. */
export class Labelling {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @param allTags those in use */
  async tag(
    audioIds: readonly string[],
    { add = [], remove = [] }: TagChange,
    allTags: readonly CountedTag[],
  ): Promise<boolean> {
    const inUse = new Map(allTags.map(({ tag }) => [tagKey(tag), tag]));
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

  async note(audioId: string, text: string): Promise<boolean> {
    const concerned = this.#present([audioId]).filter(({ note }) => (note ?? '') !== text.trim());
    const words = `Note ${text.trim() === '' ? 'removed' : 'kept'}: ${this.#deps.dataSet.pathOf(audioId)}`;
    return this.#change(concerned, words, async () => this.#deps.store.noteSound(audioId, text));
  }

  async setGenre(audioIds: readonly string[], genre: string | null): Promise<boolean> {
    const wanted = genre === null || genre.trim() === '' ? null : (lineOf(genre, GENRE_CHARACTERS) ?? genre);
    const concerned = this.#present(audioIds).filter(({ file }) => file.genre !== wanted);
    const sounds = plural(concerned.length, 'sound');
    const words = wanted === null ? `Genre removed: ${sounds}` : `Genre set: ${named([wanted])} for ${sounds}`;
    return this.#change(concerned, words, async (ids) => this.#deps.store.setGenre(ids, wanted));
  }

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
