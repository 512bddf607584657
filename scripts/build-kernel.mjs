import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createMemoryStream, main } from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = new URL('../src/ml/kernel/kernelBytes.ts', import.meta.url);
/** The same bytes as a file, for whoever compiles them without the page waiting for them. */
const file = new URL('../src/ml/kernel/kernel.wasm', import.meta.url);

/**
 * Compiles `assembly/` to WebAssembly with SIMD and wraps the bytes in a TypeScript module.
 * @returns {Promise<string>} the text of `src/ml/kernel/kernelBytes.ts`
 */
export async function compileKernel() {
  /** @type {string | Uint8Array | null} */
  let bytes = null;
  const stderr = createMemoryStream();
  const { error } = await main(
    [
      'assembly/index.ts',
      '--outFile=kernel.wasm',
      `--baseDir=${root}`,
      '-O3',
      '--converge',
      '--noAssert',
      '--runtime=stub',
      '--enable=simd',
      '--disableWarning=112',
    ],
    {
      stderr,
      readFile: (name, base) => readFile(`${base}/${name}`, 'utf8').catch(() => null),
      writeFile: (_name, contents) => void (bytes = contents),
    },
  );
  if (error || bytes === null) throw new Error(`assembly/ does not compile: ${stderr.toString()}`, { cause: error });
  const text = Buffer.from(bytes).toString('base64');
  return `/** Compiled from assembly/ by scripts/build-kernel.mjs: do not edit. */\nexport const KERNEL_BASE64 =\n  '${text}';\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = await compileKernel();
  await writeFile(target, text);
  await writeFile(file, Buffer.from(/'(.*)'/u.exec(text)?.[1] ?? '', 'base64'));
  console.log(`${fileURLToPath(target)}: ${text.length} characters`);
}
