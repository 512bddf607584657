import { expect, test } from './support/app.ts';
import { Steps } from './support/steps.ts';

test('the trials of a run are explored, compared and saved, by keyboard', async ({ examples: app }) => {
  const { page } = app;
  const { keyboard } = page;
  const steps = new Steps(page);
  await steps.openTab('Bayesian Opt');
  const run = page.getByRole('button', { name: 'Run BO', exact: true });
  await run.focus();
  await keyboard.press('Enter');
  await steps.logSays(/BO finished for .*: 40 trials/u);
  const explorer = page.getByRole('region', { name: 'What the trials tell' });
  await expect(explorer).toContainText('40 trials of 50 that this needs');

  await steps.setNumber('Total', 60);
  await steps.setNumber('Seed', 7);
  await run.focus();
  await keyboard.press('Enter');
  await steps.logSays(/BO finished for .*: 60 trials/u);
  await expect(explorer).toContainText(/mattered most for reaching the best tenth/u);

  const runs = page.getByRole('checkbox', { name: /^Compare the run/u });
  await expect(runs).toHaveCount(2);
  await runs.last().focus();
  await keyboard.press('Space');
  await expect(page.getByRole('img', { name: /^Convergence/u })).toHaveAccessibleName(/Compared with Seed 1337/u);

  await explorer.getByText('Brush by numbers').focus();
  await keyboard.press('Enter');
  const from = explorer.getByRole('spinbutton', { name: 'Dist from', exact: true });
  await from.focus();
  await keyboard.press('ControlOrMeta+A');
  await keyboard.type('1.25');
  await keyboard.press('Tab');
  await expect(explorer.getByRole('status')).toContainText(/^\d+ of 60 trials inside the brushes/u);
  const kept = Number((await explorer.getByRole('status').textContent())?.split(' ')[0]);
  expect(kept).toBeLessThan(60);
  await expect(page.getByRole('table', { name: 'Trials', exact: true })).toHaveAttribute(
    'aria-rowcount',
    String(kept + 1),
  );

  const csv = await app.download(async () => steps.press('Save Trials as CSV'));
  expect(csv.name).toBe('trials.csv');
  const [header, ...lines] = csv.text.trim().split('\r\n');
  expect(header).toContain('Trial,Score,Dist,Norm,BaseLog,Skew,Minimax,LowPen,HighPen');
  expect(lines).toHaveLength(kept);
  for (const line of lines) expect(Number(line.split(',')[2])).toBeGreaterThanOrEqual(1.25);

  const svg = await app.download(async () => steps.press('Save Parallel coordinates as SVG'));
  expect(svg.text).toMatch(/^<svg [^]*<title>Parallel coordinates<\/title>[^]*<\/svg>\n$/u);
  const png = await app.download(async () => steps.press('Save Convergence as PNG'));
  expect(png.name).toBe('convergence.png');
  expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(png.bytes.length).toBeGreaterThan(5000);

  await explorer.getByRole('button', { name: 'Clear brushes' }).focus();
  await keyboard.press('Enter');
  await expect(explorer.getByRole('status')).toContainText('60 trials.');
  await explorer.getByRole('spinbutton', { name: 'Trial', exact: true }).focus();
  await keyboard.press('ControlOrMeta+A');
  await keyboard.type('3');
  await keyboard.press('Tab');
  await expect(explorer.getByRole('img', { name: /^Terms of a trial/u })).toHaveAccessibleName(/Trial 3, score/u);
});
