import { expose } from 'comlink';
import { datasetService } from './datasetService.ts';
import { installErrorTransfer } from './errorTransfer.ts';
import { showLife } from './lifelineLock.ts';

installErrorTransfer();
showLife();
expose(datasetService);
