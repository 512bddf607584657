import type { Direction } from './mapPlaces.ts';

/** What a key means to the map. */
export type MapKey =
  | { readonly kind: 'zoom'; readonly nearer: boolean }
  | { readonly kind: 'whole' }
  | { readonly kind: 'arrow'; readonly direction: Direction }
  /** To go from dot to dot, or no longer to. */
  | { readonly kind: 'steps'; readonly begins: boolean }
  | { readonly kind: 'select'; readonly adds: boolean }
  | { readonly kind: 'play' };

/** The same for those who use them. */
export const MAP_KEYS =
  'Arrows move the map, plus and minus zoom, 0 shows the whole map. Enter begins to go from dot to dot: then the arrows go to the ' +
  'next dot, Enter selects it, Control and Enter adds it to the selection, Space plays it, Escape ends it.';

const KEYS: Readonly<Record<string, MapKey>> = {
  '+': { kind: 'zoom', nearer: true },
  '=': { kind: 'zoom', nearer: true },
  '-': { kind: 'zoom', nearer: false },
  _: { kind: 'zoom', nearer: false },
  '0': { kind: 'whole' },
  ArrowLeft: { kind: 'arrow', direction: 'left' },
  ArrowRight: { kind: 'arrow', direction: 'right' },
  ArrowUp: { kind: 'arrow', direction: 'up' },
  ArrowDown: { kind: 'arrow', direction: 'down' },
};

/** @param steps whether one goes from dot to dot. Null for a key that is not the map's. */
export function mapKey(
  { key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  steps: boolean,
): MapKey | null {
  if (key === 'Enter' && !altKey)
    return steps ? { kind: 'select', adds: ctrlKey || metaKey } : { kind: 'steps', begins: true };
  if (ctrlKey || metaKey || altKey) return null;
  if (steps && key === 'Escape') return { kind: 'steps', begins: false };
  if (steps && key === ' ') return { kind: 'play' };
  return KEYS[key] ?? null;
}
