export { launchOptions } from '../../scripts/lib/launchOptions.mjs';
