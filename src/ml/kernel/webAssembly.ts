import { KERNEL_BASE64 } from './kernelBytes.ts';

/** The part of the WebAssembly interface that instantiates a module without imports. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface };

let compiled: object | null = null;

/**
 * The exports of a new instance of the kernel of `assembly/`, with its own memory; the module is compiled once. Throws what
 * the platform throws, for example without SIMD.
 */
export function instantiateKernel(): unknown {
  compiled ??= new WebAssembly.Module(decodeBase64(KERNEL_BASE64));
  return new WebAssembly.Instance(compiled).exports;
}

/** Takes the kernel as another thread has compiled it. */
export function useCompiledKernel(module: object): void {
  compiled = module;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(text: string): Uint8Array {
  const digits = text.replaceAll('=', '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let written = 0;
  for (let i = 0; i < digits.length; i++) {
    bits = ((bits << 6) | ALPHABET.indexOf(digits[i]!)) & 0xffffff;
    if (i % 4 === 0) continue;
    bytes[written++] = (bits >> (6 - 2 * (i % 4))) & 0xff;
  }
  return bytes;
}
