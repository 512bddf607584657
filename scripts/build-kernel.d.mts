/** Compiles `assembly/` and returns the text of `src/ml/kernel/descriptorKernelBytes.ts`. */
export function compileKernel(): Promise<string>;
