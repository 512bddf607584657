import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { foldersOf, type Folder } from '../data/folders.ts';
import type { PredictionStage } from '../prediction/predictionStage.ts';
import type { Tools } from '../tools.ts';
import {
  EVERYTHING,
  filterSounds,
  isNew,
  isUncertain,
  type KnownOfSounds,
  type LibraryFilter,
  type SmartFilterId,
} from './libraryFilter.ts';

interface Dependencies extends Pick<Tools, 'dataSet'> {
  readonly sources: Pick<Tools['sources'], 'absent' | 'presenceOf'>;
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
  /** How many sounds each smart filter would leave of all, told by what is counted already; null where only the database knows. */
  readonly counts: ReadonlySignal<Readonly<Record<SmartFilterId, number | null>>>;
  readonly folders: ReadonlySignal<readonly Folder[]>;

  constructor({ dataSet, sources, prediction }: Dependencies) {
    const { records, counts, arrivals } = dataSet;
    const latestMs = computed(() => arrivals.value.atMs.reduce((latest, atMs) => Math.max(latest, atMs), -Infinity));
    const confidenceOf = computed(() => {
      const answers = prediction.ofFiles.value;
      return (audioId: string) => answers.get(audioId)?.confidence ?? null;
    });
    const known = computed((): KnownOfSounds => ({
      isAbsent: (file) => sources.presenceOf(file) !== 'here',
      confidenceOf: confidenceOf.value,
      latestMs: latestMs.value,
    }));
    const uncertain = computed(() => {
      if (prediction.ofFiles.value.size === 0) return 0;
      const of = confidenceOf.value;
      return arrivals.value.ids.reduce((count, id) => count + Number(isUncertain(of(id))), 0);
    });
    const news = computed(() => {
      const latest = latestMs.value;
      return arrivals.value.atMs.reduce((count, atMs) => count + Number(isNew(atMs, latest)), 0);
    });
    this.shown = computed(() => filterSounds(records.value, this.filter.value, known.value));
    this.counts = computed(() => ({
      all: counts.value.files,
      new: news.value,
      'no-preset': counts.value.lacking,
      uncertain: dataSet.isAhead.value ? null : uncertain.value,
      'no-sound': dataSet.isAhead.value ? null : sources.absent.value.length,
      failed: counts.value.failed,
    }));
    this.folders = computed(() => foldersOf(dataSet.values.value.of.folder));
    this.selectedRecords = computed(() => dataSet.present(this.selected.value));
  }

  /** Changes part of what the list is narrowed by. */
  narrow(change: Partial<LibraryFilter>): void {
    this.filter.value = { ...this.filter.peek(), ...change };
  }

  /** Selects these alone. */
  select(audioIds: Iterable<string>): void {
    this.selected.value = audioIds instanceof Set ? audioIds : new Set(audioIds);
  }
}
