import type { Colour } from './scene.ts';

/** What colours come to for the theme that `element` shows at this moment, as `#rrggbb`. */
export function colourResolver(element: Element): (colour: Colour) => string {
  const style = getComputedStyle(element);
  const known = new Map<string, string>();
  const token = (name: string): string => {
    const found = known.get(name) ?? style.getPropertyValue(name).trim();
    known.set(name, found);
    return found;
  };
  return (colour) =>
    typeof colour === 'string' ? token(colour) : mixed(token(colour[0]), token(colour[1]), colour[2]);
}

/** A mixture of two colours of the form `#rrggbb`. */
function mixed(from: string, to: string, share: number): string {
  const channel = (at: number) => {
    const a = Number.parseInt(from.slice(at, at + 2), 16);
    const b = Number.parseInt(to.slice(at, at + 2), 16);
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
