import { BlindComparisonStage } from '../comparison/blindComparisonStage.ts';
import { HearExports } from './hearExports.ts';
import { ListeningStage } from './listeningStage.ts';

/** Everything that Hear needs; large, so that it is loaded when Hear is first shown. */
export interface Hearing {
  readonly listening: ListeningStage;
  readonly blindComparison: BlindComparisonStage;
  readonly exports: HearExports;
}

export function createHearing(deps: ConstructorParameters<typeof ListeningStage>[0]): Hearing {
  const listening = new ListeningStage(deps);
  return {
    listening,
    blindComparison: new BlindComparisonStage({ ...deps, listening }),
    exports: new HearExports({ ...deps, listening }),
  };
}
