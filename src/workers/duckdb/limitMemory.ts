const PAGE_BYTES = 65_536;

/**
 * Keeps every WebAssembly memory of this worker below a size: what would need more fails with an error of its own, where
 * otherwise the browser would end the tab.
 */
export function limitMemory(limitBytes: number): void {
  const { prototype } = WebAssembly.Memory;
  const grow = Reflect.get(prototype, 'grow');
  Reflect.set(prototype, 'grow', function limited(this: WebAssembly.Memory, pages: number) {
    if (this.buffer.byteLength + pages * PAGE_BYTES > limitBytes) throw new RangeError('the memory is limited');
    return Reflect.apply(grow, this, [pages]);
  });
}
