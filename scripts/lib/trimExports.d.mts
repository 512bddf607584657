export function trimExports(module: Uint8Array, keeps: (name: string) => boolean): Buffer<ArrayBuffer>;
