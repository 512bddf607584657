import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { leanEnginePath, namedIn } from '../../scripts/lib/leanEngine.mjs';
import { trimExports } from '../../scripts/lib/trimExports.mjs';

/** `(module (memory (export "memory") 1) (func (export "one") (result i32) i32.const 1) (func (export "two") …))` */
const SMALL = Uint8Array.from(
  [
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    [1, 5, 1, 0x60, 0, 1, 0x7f],
    [3, 3, 2, 0, 0],
    [5, 3, 1, 0, 1],
    [7, 22, 3, 6, ...Buffer.from('memory'), 2, 0, 3, ...Buffer.from('one'), 0, 0, 3, ...Buffer.from('two'), 0, 1],
    [10, 11, 2, 4, 0, 0x41, 1, 0x0b, 4, 0, 0x41, 2, 0x0b],
  ].flat(),
);

describe('a module with fewer exports', () => {
  it('has those that are wanted, which do what they did', async () => {
    const trimmed = trimExports(SMALL, (name) => name !== 'one');
    const { instance } = await WebAssembly.instantiate(trimmed);
    expect(Object.keys(instance.exports)).toEqual(['memory', 'two']);
    expect((instance.exports['two'] as () => number)()).toBe(2);
  });

  it('is the same to the byte where all are wanted', () => {
    expect([...trimExports(SMALL, () => true)]).toEqual([...SMALL]);
  });

  it('is refused where there is nothing to make it of', () => {
    expect(() => trimExports(SMALL, () => false)).toThrow(/no export that is wanted/);
    expect(() => trimExports(SMALL.subarray(0, 20), () => true)).toThrow(/exports nothing/);
    expect(() => trimExports(Uint8Array.of(1, 2, 3, 4), () => true)).toThrow(/no WebAssembly module/);
  });
});

describe('the database engine', () => {
  it('keeps all that its own script calls by name, and every import', async () => {
    const require = createRequire(import.meta.url);
    const published = readFileSync(require.resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm'));
    const script = readFileSync(require.resolve('@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js'), 'utf8');
    const [whole, lean] = await Promise.all([
      WebAssembly.compile(published),
      WebAssembly.compile(readFileSync(leanEnginePath())),
    ]);
    const exportsOf = (module: WebAssembly.Module) => WebAssembly.Module.exports(module).map(({ name }) => name);
    expect(WebAssembly.Module.imports(lean)).toEqual(WebAssembly.Module.imports(whole));
    expect(exportsOf(lean)).toEqual(exportsOf(whole).filter(namedIn(script)));
    expect(exportsOf(lean)).toEqual(expect.arrayContaining(['malloc', '__wasm_call_ctors', 'duckdb_web_query_run']));
    // The published one has 75,000, for extensions that are linked while it runs.
    expect(exportsOf(lean).length).toBeLessThan(1000);
  });
});
