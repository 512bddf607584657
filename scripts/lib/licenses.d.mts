import type { Plugin } from 'vite';

export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** As SPDX writes it. */
  readonly license: string;
  readonly holder: string | null;
  readonly address: string | null;
  /** Null where the package carries no licence file. */
  readonly text: string | null;
}

export function packageFolder(file: string): string | null;
export function licensesPlugins(rootPath: string): { readonly page: Plugin; readonly worker: () => Plugin };
