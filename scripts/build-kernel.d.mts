/** Compiles `assembly/` and returns the text of `src/ml/kernel/kernelBytes.ts`. */
export function compileKernel(): Promise<string>;
