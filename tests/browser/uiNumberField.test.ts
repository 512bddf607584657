import { userEvent } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NumberField } from '../../src/ui/shared/fields/numberField.ts';

let field: NumberField;
let heard: (number | null)[];

const input = () => field.renderRoot.querySelector('input')!;
const message = () => field.renderRoot.querySelector('#message')!.textContent;

beforeEach(async () => {
  heard = [];
  field = new NumberField();
  Object.assign(field, { label: 'Repeats', min: 1, max: 8, value: 3 });
  field.addEventListener('ib-number', (event) => heard.push((event as CustomEvent<number | null>).detail));
  document.body.replaceChildren(field);
  await field.updateComplete;
});

afterEach(() => {
  field.remove();
});

describe('number field', () => {
  it('is a native number input with its label and limits', () => {
    expect(input().type).toBe('number');
    expect(input().labels?.[0]?.textContent).toBe('Repeats');
    expect([input().min, input().max, input().value]).toEqual(['1', '8', '3']);
  });

  it('tells the number as it is typed', async () => {
    await userEvent.fill(input(), '8');
    expect(heard).toEqual([8]);
    expect(input().getAttribute('aria-invalid')).toBeNull();
  });

  it.each([
    ['9', 'At most 8'],
    ['0', 'At least 1'],
    ['2.5', 'A whole number'],
    ['', 'A whole number'],
  ])('refuses %j with a reason, without touching what is typed', async (typed, reason) => {
    await userEvent.fill(input(), typed);
    await field.updateComplete;
    expect(heard.at(-1)).toBeNull();
    expect(message()).toBe(reason);
    expect(input().getAttribute('aria-invalid')).toBe('true');
    expect(input().value).toBe(typed);
    expect(field.value).toBe(3);
  });

  it('goes back to the last good number when it is left', async () => {
    await userEvent.fill(input(), '7');
    await userEvent.fill(input(), '70');
    input().blur();
    await field.updateComplete;
    expect(input().value).toBe('7');
    expect(heard).toEqual([7, null, 7]);
    expect(input().getAttribute('aria-invalid')).toBeNull();
  });

  it('takes a new value from outside', async () => {
    await userEvent.fill(input(), '99');
    field.value = 5;
    await field.updateComplete;
    expect(input().value).toBe('5');
    expect(message()).toBe('1 – 8');
  });
});
