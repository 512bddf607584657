import { expose } from 'comlink';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { useCompiledKernel } from '../../ml/kernel/webAssembly.ts';
import { holdLivenessLock } from '../pool/livenessLock.ts';
import { isKernelMessage } from '../pool/sharedKernel.ts';
import { computeCalls } from './computeCalls.ts';

installErrorTransfer();
holdLivenessLock();
addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isKernelMessage(data)) useCompiledKernel(data.kernel);
});
expose(computeCalls);
