import { expect, test } from './support/app.ts';
import { noiseWav } from './support/badFiles.ts';
import { Steps } from './support/steps.ts';

test('the app can be installed, and opens sounds, shards, databases and models of the system', async ({ app }) => {
  await app.offlineReady();
  const session = await app.context.newCDPSession(app.page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  const { data, errors } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { file_handlers } = JSON.parse(data ?? '{}') as {
    readonly file_handlers: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[];
  };
  const endings = file_handlers.flatMap(({ accept }) => Object.values(accept).flat());
  for (const ending of ['.wav', '.flac', '.aif', '.ogg', '.opus', '.mp3', '.m4a', '.parquet', '.duckdb', '.json']) {
    expect(endings).toContain(ending);
  }
});

test('Install is offered once there is something to come back to, and asks the browser', async ({ app }) => {
  const { page } = app;
  const steps = new Steps(page);
  await page.evaluate(() => {
    const offer = new Event('beforeinstallprompt', { cancelable: true });
    dispatchEvent(
      Object.assign(offer, {
        prompt: async () => {
          document.title = 'asked';
          return { outcome: 'dismissed' };
        },
      }),
    );
  });
  const install = page.getByRole('button', { name: 'Install', exact: true });
  await expect(install).toHaveCount(0);
  await steps.loadExamples();
  await install.click();
  await steps.logSays(/Not installed/u);
  expect(await page.title()).toBe('asked');
  await expect(install).toHaveCount(0);
});

test('a sound that the system opens with the installed app is imported', async ({ app }) => {
  const { page } = app;
  await page.addInitScript(() => {
    Object.defineProperty(window, 'launchQueue', {
      value: { setConsumer: (consumer: unknown) => Object.assign(window, { launched: consumer }) },
    });
  });
  await app.reload();
  await page.evaluate(
    async (bytes) => {
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle('opened.wav', { create: true });
      const writable = await handle.createWritable();
      await writable.write(Uint8Array.from(bytes));
      await writable.close();
      const { launched } = window as unknown as {
        readonly launched: (launch: { readonly files: readonly FileSystemHandle[] }) => void;
      };
      launched({ files: [handle] });
    },
    [...noiseWav(3)],
  );
  const steps = new Steps(page);
  await steps.logSays(/Import finished: 1 added/u);
  await expect(page.getByRole('table', { name: 'Audio files' })).toContainText('opened.wav');
});
