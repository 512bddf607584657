import { mkdtempSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { test } from 'vitest';
import { preview } from 'vite';
import { startFirefox } from './support/firefox.ts';
import { startWebKit } from './support/webkit.ts';
import { Person } from './support/person.ts';
test('try', { timeout: 400000 }, async () => {
const bundle = await rolldown({ input: 'e2e/browsers/support/inPage.ts' });
const { output } = await bundle.generate({ format: 'iife', name: 'inPage' });
const inPage = output[0].code;
const server = await preview({ preview: { host: 'localhost', port: 4320, strictPort: true } });
const t0 = Date.now(); const say = (...a: unknown[]) => console.log(((Date.now()-t0)/1000).toFixed(1), ...a);
const which = process.env['WHICH'];
const b = which === 'webkit' ? await startWebKit({ driverPath: '/usr/bin/WebKitWebDriver', browserPath: '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser', port: 4321, display: ':77' }) : await startFirefox({ executablePath: '/usr/bin/firefox-esr', profile: mkdtempSync('/tmp/ffp-'), downloads: mkdtempSync('/tmp/ffd-') });
say(b.name, b.version);
const p = new Person(await b.newTab(), inPage);
try {
await p.open('http://localhost:4320/');
say('open');
await p.press('Load Example Sounds', 'button', 90000); say('pressed');
await p.logSays(/Descriptors finished: 24 done/u); say('described');
await p.press('Run All'); await p.logSays(/Run All finished/u, 300000); say('run all');
await p.reload(); say('reloaded');
await p.seen('button', 'Run All', 60000); say('ready');
await p.screenshot('/tmp/ff1.png');
} catch (e) { say('ERR', (e as Error).message); await p.screenshot('/tmp/ff1.png'); }
say(await p.log());
await b.close(); await server.close(); 
});
