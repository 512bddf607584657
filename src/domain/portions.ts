/** Items in order, so many at a time; the last portion may have fewer. */
export function portions<T>(items: readonly T[], most: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, n) => items.slice(n * most, (n + 1) * most));
}
