// `npm run test:browsers`: the app in Firefox and in WebKit. A browser that is not on this machine is named at the end;
// `-- --install` installs it before, as root of a Debian.
import { freePort, binPath, installMissing } from './lib/run.mjs';
import { findChromium } from './lib/chromium.mjs';
import { installOtherBrowsers, otherBrowsers, provideDisplay } from './lib/otherBrowsers.mjs';

const startedMs = performance.now();
await installMissing();
const { report, runSteps, vitestStep } = await import('./lib/steps.mjs');
if (process.argv.includes('--install')) await installOtherBrowsers();
const browsers = otherBrowsers();
const present = browsers.flatMap(({ name, env }) => (env === null ? [] : [{ name, env }]));
const takeDisplayAway = provideDisplay();
const build = { name: 'build', script: binPath('vite'), args: ['build', '--logLevel', 'warn'] };
const tests = present.map(({ name, env }) => {
  const step = vitestStep(name, ['--project=browsers', `e2e/browsers/${name.toLowerCase()}.test.ts`]);
  // Chromium makes a database that the others merge.
  step.env = async () =>
    Object.assign(env, { E2E_PORT: String(await freePort(4183)), CHROMIUM_PATH: await findChromium() });
  return step;
});
const outcomes = await runSteps([build, ...tests]);
takeDisplayAway();
for (const { name, env, howTo } of browsers) if (env === null) console.log(`${name} is not on this machine. ${howTo}`);
report(outcomes, startedMs);
