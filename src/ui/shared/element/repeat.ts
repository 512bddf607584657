import { directive, type ChildPart } from 'lit/directive.js';
import { getCommittedValue, getDirectiveClass } from 'lit/directive-helpers.js';
// eslint-disable-next-line no-restricted-imports
import { repeat as lits, type RepeatDirective, type RepeatDirectiveFn } from 'lit/directives/repeat.js';

const LitsRepeat = getDirectiveClass(lits([], () => null)) as typeof RepeatDirective;

/** Since 3.3.1 Lit's own leaves in the document the closing marker of each item that goes (lit/lit#5298). */
class TidyRepeat extends LitsRepeat {
  override update<T>(
    list: ChildPart,
    items: Parameters<typeof LitsRepeat.prototype.update<T>>[1],
  ): ReturnType<RepeatDirective['update']> {
    const committed = getCommittedValue(list);
    const before: readonly ChildPart[] = Array.isArray(committed) ? [...committed] : [];
    const rendered = super.update(list, items);
    for (const { startNode, endNode } of before)
      if (startNode?.parentNode === null) endNode?.parentNode?.removeChild(endNode);
    return rendered;
  }
}

/** Lit's `repeat`: an item keeps its nodes as long as its key stays. */
export const repeat = directive(TidyRepeat) as RepeatDirectiveFn;
