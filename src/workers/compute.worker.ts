import { expose } from 'comlink';
import { analysisService } from './analysisService.ts';
import type { ComputeWorker } from './contracts/compute.ts';
import { installErrorTransfer } from './errorTransfer.ts';
import { trainingService } from './trainingService.ts';
import { trialsService } from './trialsService.ts';

installErrorTransfer();
expose({ ...analysisService, ...trialsService, ...trainingService } satisfies ComputeWorker);
