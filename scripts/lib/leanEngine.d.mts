import type { Plugin } from 'vite';

export function leanEngine(): Plugin;
export function leanEnginePath(): string;
export function namedIn(glue: string): (name: string) => boolean;
