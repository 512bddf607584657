import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));

it('no order, number or date goes by the browser’s language, which may be none that exists (“C”): each names its own', () => {
  const ofBrowser =
    /navigator\.languages?\b|new Intl\.\w+\((?!'en)|\.toLocale\w*\((?!'en)|\.localeCompare\([^)]*\)(?<!'en'.*)/u;
  const strays = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) =>
      readFileSync(`${SOURCE}${path}`, 'utf8')
        .split('\n')
        .filter((line) => ofBrowser.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
  expect(strays).toEqual([]);
});
