import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startHost, type Host } from './host.ts';
import { listFiles } from './versions.ts';

/** The stand-in hub as a process of its own, and the app served by a policy that lets it be reached. */
export interface HubSite {
  readonly url: string;
  readonly hubUrl: string;
  readonly viewerUrl: string;
  readonly filesUrl: string;
  stop(): Promise<void>;
}

/** @param slowMs - milliseconds between pieces of 64 kB, for imports that are to be interrupted */
export async function startHubSite(slowMs = 0): Promise<HubSite> {
  const hub = spawn(process.execPath, ['scripts/fake-hub.mjs'], {
    env: { ...process.env, HUB_PORT: '0', FILES_PORT: '0', SLOW_MS: String(slowMs) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await outputOf(hub, /Ctrl-C/u);
  const [, hubUrl = '', viewerUrl = '', filesUrl = ''] =
    /Hub address +(\S+)\s+Viewer address +(\S+)\s+File origin +(\S+)/u.exec(said) ?? [];
  const buildPath = await mkdtemp(join(tmpdir(), 'inertiabands-hub-'));
  await cp('dist', buildPath, { recursive: true });
  await allowOrigins(buildPath, [new URL(hubUrl).origin, new URL(filesUrl).origin]);
  await listFiles(buildPath);
  const host: Host = await startHost('/', buildPath);
  return {
    url: host.url,
    hubUrl,
    viewerUrl,
    filesUrl,
    async stop() {
      await host.stop();
      hub.kill();
      await rm(buildPath, { recursive: true });
    },
  };
}

/** Opens Fetch Dataset by its deep link and points it at the stand-in. */
export async function openHubDialog(page: Page, site: HubSite, query: string): Promise<void> {
  await page.goto(`${site.url}#/import?${query}`);
  const dialog = page.getByRole('dialog', { name: 'Fetch Dataset' });
  await dialog.getByText('Access token and addresses').click();
  await dialog.getByLabel('Hub address').fill(site.hubUrl);
  await dialog.getByLabel('Viewer address').fill(site.viewerUrl);
  await dialog.getByLabel('Viewer address').blur();
}

/** Does to the built policy what the build setting IB_CONNECT_SRC would have done. */
async function allowOrigins(buildPath: string, origins: readonly string[]): Promise<void> {
  for (const [name, known, separator] of [
    ['index.html', 'https://huggingface.co', ' '],
    ['serviceWorker.js', 'https://huggingface.co', '`,`'],
  ] as const) {
    const path = join(buildPath, name);
    const text = await readFile(path, 'utf8');
    const quote = name === 'index.html' ? '' : (/(["'`])https:\/\/huggingface\.co\1/u.exec(text)?.[1] ?? '');
    const between = quote === '' ? separator : `${quote},${quote}`;
    if (!text.includes(known)) throw new Error(`${name} names no origin of the hub`);
    await writeFile(
      path,
      text.replaceAll(`${quote}${known}${quote}`, `${quote}${[known, ...origins].join(between)}${quote}`),
    );
  }
}

async function outputOf(child: ChildProcess, until: RegExp): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (until.test(said)) resolve(said);
    });
    child.once('exit', (code) => reject(new Error(`the stand-in hub ended with ${code}: ${said}`)));
  });
}
