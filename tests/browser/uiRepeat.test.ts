import { html, render } from 'lit';
import { expect, it } from 'vitest';
import { repeat } from '../../src/ui/shared/element/repeat.ts';

const show = (list: HTMLElement, names: readonly string[]) =>
  render(
    html`${repeat(
      names,
      (name) => name,
      (name) => html`<p>${name}</p>`,
    )}`,
    list,
  );

it('a list that is emptied and filled again and again holds no more nodes than at first', () => {
  const list = document.createElement('div');
  show(list, ['a', 'b', 'c']);
  const filled = list.childNodes.length;
  for (let round = 0; round < 5; round += 1) {
    show(list, round % 2 === 0 ? [] : ['d', 'b']);
    show(list, ['a', 'b', 'c']);
  }
  expect(list.childNodes).toHaveLength(filled);
  expect(list.textContent).toBe('abc');
});

it('items keep their elements while others come, go and change places', () => {
  const list = document.createElement('div');
  show(list, ['a', 'b', 'c']);
  const [a, , c] = list.children;
  show(list, ['c', 'd', 'a']);
  expect(list.textContent).toBe('cda');
  expect([...list.children].filter((_, i) => i !== 1)).toEqual([c, a]);
});
