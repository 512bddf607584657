import { expect, it } from 'vitest';
import { appError } from '../../src/domain/errors.ts';
import { LogBook, saidWords } from '../../src/stages/shell/logBook.ts';

const said = async (log: LogBook) => {
  await new Promise((resolve) => setTimeout(resolve, 80));
  return log.entries.value.map(saidWords);
};

it('the same refusal, repeated, is one line with a count, at its latest place', async () => {
  const log = new LogBook();
  const refuse = () => log.info('import', 'Import refused: the same runs already.');
  refuse();
  log.info('model', 'Network trained');
  refuse();
  refuse();
  log.info('model', 'Network trained');
  expect(await said(log)).toEqual([
    'Network trained',
    'Import refused: the same runs already. (3 times)',
    'Network trained',
  ]);
});

it('the same file refused again is one alert with a count as long as that is shown', async () => {
  const log = new LogBook();
  const refuse = (name: string) =>
    log.thrown(appError('unsupported-format', 'import', `“${name}” is no audio file.`), 'import', name);
  for (const name of ['a.txt', 'b.txt', 'a.txt', 'a.txt']) refuse(name);
  expect(await said(log)).toEqual(['“b.txt” is no audio file.', '“a.txt” is no audio file. (3 times)']);
  const alerts = log.alerts.value.map(({ entries }) => entries.map(saidWords));
  expect(alerts).toEqual([['“a.txt” is no audio file. (3 times)'], ['“b.txt” is no audio file.']]);
  log.dismissAll();
  refuse('a.txt');
  await said(log);
  expect(log.alerts.value).toHaveLength(1);
});
