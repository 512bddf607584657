import type { AudioRecord } from '../../domain/audioFile.ts';
import type { JobKind } from '../../domain/job.ts';
import { type ShellContext, type SoundsContext, type LearningContext } from '../contexts.ts';
import type { MenuItem } from '../shared/dialogs/menu.ts';
import { plural } from '../shared/text/format.ts';

/** The view that offers the actions. */
export interface ActionHost {
  readonly sounds: Pick<SoundsContext, 'copies' | 'descriptors' | 'importing'>;
  readonly prediction: LearningContext['prediction'];
  readonly log: ShellContext['log'];
  readonly accepts: (...kinds: readonly JobKind[]) => boolean;
  readonly attempt: (work: () => Promise<unknown>) => void;
  readonly exportPresets: (audioIds: readonly string[]) => void;
}

/** What can be done with some files wherever they are listed. */
export function fileActions(
  { sounds, prediction, log, accepts, attempt, exportPresets }: ActionHost,
  records: readonly AudioRecord[],
) {
  const { descriptors, importing, copies } = sounds;
  // When one of them is asked for: 100,000 may be selected.
  const ids = () => records.map(({ file }) => file.audioId);
  const lines = (of: (record: AudioRecord) => string) => () =>
    attempt(async () => {
      await navigator.clipboard.writeText(records.map(of).join('\n'));
      log.info('import', `Copied to the clipboard: ${plural(records.length, 'line')}`);
    });
  return {
    extract: {
      label: 'Extract descriptors',
      disabled: !accepts('descriptors', 'run-all'),
      run: () => attempt(async () => descriptors.extract(ids())),
    },
    keep: {
      label: 'Keep copies of the audio',
      disabled: !accepts('keep-audio'),
      run: () => attempt(async () => copies.keep(ids())),
    },
    copyPaths: { label: 'Copy paths', run: lines(({ file }) => file.path) },
    copyIds: { label: 'Copy audio IDs', run: lines(({ file }) => file.audioId) },
    exportPresets: { label: 'Export Presets', disabled: !accepts('preset-export'), run: () => exportPresets(ids()) },
    predict: {
      label: 'Predict on Inference',
      disabled: !accepts('prediction'),
      run: () => {
        location.hash = '#/inference';
        attempt(async () => prediction.offerStored(ids()));
      },
    },
    remove: {
      label: 'Remove from the data set',
      disabled: !accepts('remove', 'descriptors', 'run-all'),
      run: () => attempt(async () => importing.remove(ids())),
    },
  } satisfies Record<string, MenuItem>;
}
