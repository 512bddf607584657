import { expose } from 'comlink';
import { datasetService } from './hubService.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { showLife } from '../pool/lifelineLock.ts';

installErrorTransfer();
showLife();
expose(datasetService);
