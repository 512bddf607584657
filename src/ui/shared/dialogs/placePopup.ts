/** Puts a popup at a place of the window, or as near to it as there is room. */
export function placePopup(box: HTMLElement, { x, y }: { readonly x: number; readonly y: number }): void {
  const { width, height } = box.getBoundingClientRect();
  box.style.setProperty('--x', `${Math.max(4, Math.min(x, innerWidth - width - 4))}px`);
  box.style.setProperty('--y', `${Math.max(4, Math.min(y, innerHeight - height - 4))}px`);
}
