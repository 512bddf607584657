import type { Plugin } from 'vite';

export function leanTensors(): Plugin;
