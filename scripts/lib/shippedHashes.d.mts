import type { ManifestTransform } from 'workbox-build';

export function shippedHashes(buildPath: string): ManifestTransform;
