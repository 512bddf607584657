import type { TrainingStore } from '../../workers/contracts/store.ts';
import { projectSettings } from '../../store/projectSettings.ts';
import type { DataSet } from '../data/dataSet.ts';

/** A sound whose bytes are kept in the browser. */
export interface ProjectSound {
  readonly audioId: string;
  /** As the list calls it. */
  readonly path: string;
  /** Whether its copy was asked for by hand, so that it makes room for no other. */
  readonly byHand: boolean;
  /** Its bytes; null where they are gone meanwhile. */
  readonly open: () => Promise<Blob | null>;
}

/** All that makes a project. */
export interface ProjectContents {
  readonly name: string;
  readonly database: Blob;
  /** By their keys. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly sounds: readonly ProjectSound[];
}

/** What the open project holds now. */
export async function contentsOfOpen(
  name: string,
  {
    store,
    dataSet,
    methods,
  }: { readonly store: TrainingStore; readonly dataSet: DataSet; readonly methods: () => Promise<string> },
): Promise<ProjectContents> {
  const copies = await store.listCopies();
  return {
    name,
    database: await store.exportDatabase(await methods()),
    settings: await projectSettings(),
    sounds: copies
      .filter(({ audioId }) => dataSet.get(audioId) !== undefined)
      .map(({ audioId, byHand }) => ({
        audioId,
        path: dataSet.pathOf(audioId),
        byHand,
        open: async () => store.openKept(audioId),
      })),
  };
}
