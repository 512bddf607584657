import { expose } from 'comlink';
import { hubService } from './hubService.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { holdLivenessLock } from '../pool/livenessLock.ts';

installErrorTransfer();
holdLivenessLock();
expose(hubService);
