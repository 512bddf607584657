import { expose } from 'comlink';
import { hubCalls } from './hubCalls.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { holdLivenessLock } from '../pool/livenessLock.ts';

installErrorTransfer();
holdLivenessLock();
expose(hubCalls);
