import { readFile } from 'node:fs/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { KERNEL_BASE64 } from '../../src/ml/kernel/kernelBytes.ts';
import { giveKernel, isKernelMessage, shareKernel } from '../../src/workers/pool/sharedKernel.ts';

afterEach(() => vi.unstubAllGlobals());

it('a compute worker gets the kernel that the page has compiled, and compiles none of its own', async () => {
  const postMessage = vi.fn<(message: unknown) => void>();
  const worker = { postMessage } as unknown as Worker;
  vi.stubGlobal('fetch', async (url: URL) => new Response(await readFile(url)));
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

it('the file of the kernel holds the bytes that scripts hold', async () => {
  const file = await readFile(new URL('../../src/ml/kernel/kernel.wasm', import.meta.url));
  expect(file.toString('base64')).toBe(KERNEL_BASE64);
});

it('what else comes to a worker is no kernel', () => {
  for (const data of [null, 'kernel', { id: '1', type: 'GET' }]) expect(isKernelMessage(data)).toBe(false);
});
