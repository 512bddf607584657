import { expect, it } from 'vitest';
import { sourceTexts } from '../support/sourceTexts.ts';

it('no order, number or date goes by the browser’s language, which may be none that exists (“C”): each names its own', () => {
  const ofBrowser =
    /navigator\.languages?\b|new Intl\.\w+\((?!'en)|\.toLocale\w*\((?!'en)|\.localeCompare\([^)]*\)(?<!'en'.*)/u;
  const strays = sourceTexts().flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => ofBrowser.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );
  expect(strays).toEqual([]);
});
