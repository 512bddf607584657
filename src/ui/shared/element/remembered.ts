/**
 * Computes as `compute` does, anew only where an argument is another than the last time: what a view makes of large data
 * keeps its identity, so that what shows it is not drawn again.
 */
export function remembered<Args extends readonly unknown[], Result>(
  compute: (...args: Args) => Result,
): (...args: Args) => Result {
  let last: { readonly args: Args; readonly result: Result } | null = null;
  return (...args) => {
    const known = last;
    if (known !== null && args.every((arg, i) => arg === known.args[i])) return known.result;
    last = { args, result: compute(...args) };
    return last.result;
  };
}
