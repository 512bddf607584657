import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { foldersOf, type Folder } from '../data/folders.ts';
import type { PredictionStage } from '../prediction/predictionStage.ts';
import type { Tools } from '../tools.ts';
import { countBySmart, EVERYTHING, filterSounds, type KnownOfSounds, type LibraryFilter } from './libraryFilter.ts';

interface Dependencies extends Pick<Tools, 'dataSet' | 'sources'> {
  readonly prediction: Pick<PredictionStage, 'ofFiles'>;
}

/** The sounds of the data set as one lives with them: what the list is narrowed by, and what is selected in it. */
export class LibraryStage {
  readonly filter = signal<LibraryFilter>(EVERYTHING);
  /** The audio ids of the selected sounds; some may have left the data set. */
  readonly selected = signal<ReadonlySet<string>>(new Set());
  readonly shown: ReadonlySignal<readonly AudioRecord[]>;
  /** Those that are selected and there, in the order of import, shown or not. */
  readonly selectedRecords: ReadonlySignal<readonly AudioRecord[]>;
  readonly counts: ReadonlySignal<ReturnType<typeof countBySmart>>;
  readonly folders: ReadonlySignal<readonly Folder[]>;

  constructor({ dataSet, sources, prediction }: Dependencies) {
    const { records } = dataSet;
    const known = computed((): KnownOfSounds => {
      const answers = prediction.ofFiles.value;
      return {
        absentIds: new Set(sources.absent.value.map(({ file }) => file.audioId)),
        confidenceOf: (audioId) => answers.get(audioId)?.confidence ?? null,
        latestMs: records.value.reduce((latest, { file }) => Math.max(latest, file.importedAt.getTime()), -Infinity),
      };
    });
    this.shown = computed(() => filterSounds(records.value, this.filter.value, known.value));
    this.counts = computed(() => countBySmart(records.value, known.value));
    this.folders = computed(() => foldersOf(records.value.map(({ file }) => file.path)));
    this.selectedRecords = computed(() => {
      const ids = this.selected.value;
      return ids.size === 0 ? [] : records.value.filter(({ file }) => ids.has(file.audioId));
    });
  }

  /** Changes part of what the list is narrowed by. */
  narrow(change: Partial<LibraryFilter>): void {
    this.filter.value = { ...this.filter.peek(), ...change };
  }

  /** Selects these alone. */
  select(audioIds: Iterable<string>): void {
    this.selected.value = new Set(audioIds);
  }
}
