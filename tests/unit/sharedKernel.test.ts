import { expect, it, vi } from 'vitest';
import { giveKernel, isKernelMessage, shareKernel } from '../../src/workers/pool/sharedKernel.ts';

it('a compute worker gets the kernel that the page has compiled, and compiles none of its own', async () => {
  const postMessage = vi.fn<(message: unknown) => void>();
  const worker = { postMessage } as unknown as Worker;
  giveKernel(worker);
  expect(postMessage).not.toHaveBeenCalled();
  await shareKernel();
  giveKernel(worker);
  const [message] = postMessage.mock.calls[0] ?? [];
  expect(isKernelMessage(message)).toBe(true);

  vi.resetModules();
  const inWorker = await import('../../src/ml/kernel/webAssembly.ts');
  if (isKernelMessage(message)) inWorker.useCompiledKernel(message.kernel);
  const compile = vi.spyOn(WebAssembly, 'Module');
  expect(inWorker.instantiateKernel()).toHaveProperty('memory');
  expect(compile).not.toHaveBeenCalled();
});

it('what else comes to a worker is no kernel', () => {
  for (const data of [null, 'kernel', { id: '1', type: 'GET' }]) expect(isKernelMessage(data)).toBe(false);
});
