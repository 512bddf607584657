/** What `options.mjs` reads of a command line, as far as tests look at it. */
export declare function readOptions(
  args: readonly string[],
): { readonly hub: { readonly licenses: readonly string[] } | null } | null;
export declare class WrongUsage extends Error {}
