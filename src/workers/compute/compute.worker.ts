import { expose } from 'comlink';
import { analysisService } from './analysisService.ts';
import type { ComputeWorker } from '../contracts/compute.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { learningService } from './learningService.ts';
import { holdLivenessLock } from '../pool/livenessLock.ts';
import { listeningService } from './listeningService.ts';
import { measuredService } from './measuredService.ts';
import { playbackService } from './playbackService.ts';
import { pluginModelService } from './pluginModelService.ts';
import { poolingService } from './poolingService.ts';
import { timbreService } from './timbreService.ts';
import { trainingService } from './trainingService.ts';
import { trialsService } from './trialsService.ts';

installErrorTransfer();
holdLivenessLock();
expose({
  ...analysisService,
  ...trialsService,
  ...trainingService,
  ...learningService,
  ...pluginModelService,
  ...playbackService,
  ...timbreService,
  ...listeningService,
  ...measuredService,
  ...poolingService,
} satisfies ComputeWorker);
