/** The tab of a tab list that a key leads to, round and round; null where the key leads to none. @param at the tab that is chosen, −1 for none */
export function tabAfterKey(key: string, at: number, count: number): number | null {
  const last = count - 1;
  const targets: Record<string, number> = {
    ArrowRight: at === last ? 0 : at + 1,
    ArrowLeft: at === 0 ? last : at - 1,
    Home: 0,
    End: last,
  };
  return targets[key] ?? null;
}
