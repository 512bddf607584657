import type { Plugin } from 'vite';

export declare function bundledTestWorkers(): Plugin;
