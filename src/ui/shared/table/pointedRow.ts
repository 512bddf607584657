/** The key of the row that an event seen from outside a table comes from; null outside rows. */
export function pointedKey(event: Event): string | null {
  const row = event
    .composedPath()
    .find((target) => target instanceof HTMLElement && target.dataset['key'] !== undefined);
  return row instanceof HTMLElement ? (row.dataset['key'] ?? null) : null;
}

/** The row that a menu was asked for, and where the menu may open; null outside rows. */
export function pointedRow(event: MouseEvent): { readonly key: string; readonly x: number; readonly y: number } | null {
  const key = pointedKey(event);
  if (key === null) return null;
  // The keyboard's menu key tells no place.
  if (event.clientX !== 0 || event.clientY !== 0) return { key, x: event.clientX, y: event.clientY };
  const row = event.composedPath().find((target) => target instanceof HTMLElement && target.dataset['key'] === key);
  const box = row instanceof HTMLElement ? row.getBoundingClientRect() : null;
  return { key, x: (box?.left ?? 0) + 40, y: box?.bottom ?? 0 };
}

/** The row that an event comes from; null outside rows and on controls inside them. */
export function rowKeyOf(event: Event): string | null {
  for (const target of event.composedPath()) {
    if (target === event.currentTarget || !(target instanceof HTMLElement)) return null;
    if (target.matches('button, a, input, select')) return null;
    const key = target.dataset['key'];
    if (key !== undefined) return key;
  }
  return null;
}
