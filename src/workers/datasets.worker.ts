import { expose } from 'comlink';
import { datasetService } from './datasetService.ts';
import { installErrorTransfer } from './errorTransfer.ts';

installErrorTransfer();
expose(datasetService);
