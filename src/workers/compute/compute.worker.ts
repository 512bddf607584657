import { expose } from 'comlink';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { holdLivenessLock } from '../pool/livenessLock.ts';
import { computeCalls } from './computeCalls.ts';

installErrorTransfer();
holdLivenessLock();
expose(computeCalls);
