import { expect, test } from './support/app.ts';
import { noiseWav } from './support/badFiles.ts';
import { Steps } from './support/steps.ts';

test('a sound that the system opens is imported, and Install is offered once there is something to come back to', async ({
  app,
}) => {
  const { page } = app;
  const steps = new Steps(page);
  await page.addInitScript(() => {
    Object.defineProperty(window, 'launchQueue', {
      value: { setConsumer: (consumer: unknown) => Object.assign(window, { launched: consumer }) },
    });
  });
  await app.reload();
  await page.evaluate(() => {
    const offer = new Event('beforeinstallprompt', { cancelable: true });
    dispatchEvent(
      Object.assign(offer, {
        prompt: async () => {
          document.documentElement.dataset['installAsked'] = 'true';
          return { outcome: 'dismissed' };
        },
      }),
    );
  });
  const install = page.getByRole('button', { name: 'Install', exact: true });
  await expect(install).toHaveCount(0);

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
  await steps.logSays(/Import finished: 1 added/u);
  await expect(page.getByRole('table', { name: 'Audio files' })).toContainText('opened.wav');

  await install.click();
  await steps.logSays(/Not installed/u);
  await expect(page.locator('html')).toHaveAttribute('data-install-asked', 'true');
  await expect(install).toHaveCount(0);
});
