import type { Plugin } from 'vite';

export function startGuard(): Promise<{ readonly source: string; readonly plugin: Plugin }>;
