export function trimExports(module: Uint8Array, keeps: (name: string) => boolean): Uint8Array<ArrayBuffer>;
