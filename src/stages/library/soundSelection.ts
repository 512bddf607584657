import { descriptorsToVector } from '../../domain/descriptors.ts';
import type { AudioRecord } from '../../domain/audioFile.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { ObjectiveTerms } from '../../domain/trials.ts';
import { proxyTerms } from '../../ml/objective/proxy.ts';
import { selectionFor, type Selection } from '../judging/preselected.ts';
import { soundKey } from '../listening/sound/soundKey.ts';
import type { Workbench } from '../workbench.ts';

type Dependencies = Parameters<typeof selectionFor>[0] & Pick<Workbench, 'hearing'>;

/** What goes into the preset of a sound of the data set; null without descriptors. Reads signals, so that views follow. */
export function soundSelection(deps: Dependencies, { file, descriptors }: AudioRecord): Selection | null {
  if (descriptors.kind !== 'done') return null;
  const source = { kind: 'data-set', audioId: file.audioId, path: file.path } as const;
  const choices = deps.hearing.value?.listening.choices;
  const chosen = choices?.candidateFor(soundKey(source)) ?? { id: null, imported: null };
  return selectionFor(deps, source, descriptors.descriptors, chosen);
}

/** The terms of the proxy objective for some hyperparameters on a sound, unperturbed; null without descriptors. */
export function termsOfSound({ descriptors }: AudioRecord, hyperparameters: Hyperparameters): ObjectiveTerms | null {
  if (descriptors.kind !== 'done') return null;
  return proxyTerms(descriptorsToVector(descriptors.descriptors), hyperparameters);
}
