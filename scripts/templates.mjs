// `npm test -- --only=templates`: checks the HTML in the page's templates, which the compiler takes for text: tags, attributes and
// properties that do not exist, tags that are not closed, slots, bindings of the wrong kind, listeners that are no functions.
import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
// The analyser needs the compiler's interface of before version 7.
import ts from 'typescript6';
import { root } from './lib/run.mjs';

const require = createRequire(import.meta.url);
const analyse = (/** @type {string} */ name) => require(`lit-analyzer/lib/analyze/${name}.js`);
const { DefaultLitAnalyzerContext } = analyse('default-lit-analyzer-context');
const { LitAnalyzer } = analyse('lit-analyzer');
const { makeConfig } = analyse('lit-analyzer-config');

const RULES = {
  // It infers less than the compiler does: literals become strings, `nothing` a symbol.
  'no-incompatible-type-binding': 'off',
  // Its list of CSS is of 2020.
  'no-invalid-css': 'off',
  // It asks the compiler for what only the version that it was made for has. Tests of every view load what they show.
  'no-missing-import': 'off',
};
/** Attributes that it does not know yet. */
const NEW_ATTRIBUTES = ['popover', 'webkitdirectory'];

const folder = join(root, 'src/ui');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(folder, name));
const program = ts.createProgram(files, {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  experimentalDecorators: true,
  useDefineForClassFields: false,
  skipLibCheck: true,
  lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
});
const context = new DefaultLitAnalyzerContext({ ts, getProgram: () => program });
context.updateConfig(makeConfig({ strict: true, rules: RULES, globalAttributes: NEW_ATTRIBUTES }));
const analyzer = new LitAnalyzer(context);

let found = 0;
for (const path of files) {
  const file = program.getSourceFile(path);
  if (file === undefined) throw new Error(`${path} was not read.`);
  for (const { source, message, location } of analyzer.getDiagnosticsInFile(file)) {
    found += 1;
    const { line } = file.getLineAndCharacterOfPosition(location.start);
    console.error(`${relative(root, path)}:${line + 1}: ${message} (${source})`);
  }
}
console.log(`${files.length} files, ${found} found`);
process.exitCode = found === 0 ? 0 : 1;
