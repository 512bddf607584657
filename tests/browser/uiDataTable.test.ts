import { userEvent } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Column } from '../../src/ui/shared/table/columns.ts';
import { DataTable } from '../../src/ui/shared/table/dataTable.ts';
import { installTokens } from '../../src/ui/theme/theme.ts';

interface Take {
  readonly name: string;
  readonly lengthSec: number | null;
}

const COLUMNS: readonly Column<Take>[] = [
  { key: 'name', label: 'Name', widthRem: 10, grow: 1, sortValue: (take) => take.name, cell: (take) => take.name },
  {
    key: 'lengthSec',
    label: 'Length',
    widthRem: 6,
    align: 'end',
    sortValue: (take) => take.lengthSec,
    cell: (take) => take.lengthSec ?? '–',
  },
];

const TAKES: readonly Take[] = [
  { name: 'take 10', lengthSec: 3 },
  { name: 'take 2', lengthSec: null },
  { name: 'Take 1', lengthSec: 20 },
  { name: 'take 3', lengthSec: 1 },
];

let table: DataTable<Take>;
let selections: string[][];

async function show(rows: readonly Take[], selectable = true): Promise<void> {
  table.rows = rows;
  table.selectable = selectable;
  document.body.replaceChildren(table);
  await table.updateComplete;
}

function find(selector: string): HTMLElement {
  const found = table.renderRoot.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`there is no ${selector}`);
  return found;
}

const rowOf = (key: string) => find(`[data-key="${key}"]`);
const names = () =>
  Array.from(table.renderRoot.querySelectorAll<HTMLElement>('[data-key]'), (row) => row.dataset['key'] ?? '');
const selected = () => [...table.selectedKeys];
const focused = () => (table.renderRoot as ShadowRoot).activeElement?.getAttribute('data-key');

beforeEach(() => {
  installTokens();
  selections = [];
  table = new DataTable<Take>();
  table.label = 'Takes';
  table.columns = COLUMNS;
  table.rowKey = (take) => take.name;
  table.rowLabel = (take) => take.name;
  table.addEventListener('ib-select', (event) => {
    selections.push([...(event as CustomEvent<ReadonlySet<string>>).detail]);
  });
});

afterEach(() => {
  table.remove();
});

it('of 900,000 rows, which are higher than a browser lays out, the last are reached by a key and by the scroll bar', async () => {
  const row = (n: number) => ({ name: String(n), lengthSec: n });
  await show(Array.from({ length: 900_000 }, (_, n) => row(n)));
  const frame = find('.frame');
  const isInView = (key: string) => {
    const [box, view] = [rowOf(key).getBoundingClientRect(), frame.getBoundingClientRect()];
    return box.top >= view.top && box.bottom <= view.bottom + 2;
  };
  await table.reach('0');
  expect([focused(), isInView('0')]).toEqual(['0', true]);
  await userEvent.keyboard('{End}');
  await expect.poll(() => focused()).toBe('899999');
  expect(isInView('899999')).toBe(true);
  await userEvent.keyboard('{ArrowUp}');
  await expect.poll(() => focused()).toBe('899998');
  expect(isInView('899998')).toBe(true);
  frame.scrollTop = 0;
  await expect.poll(() => names()[0]).toBe('0');
  frame.scrollTop = frame.scrollHeight;
  await expect.poll(() => names().at(-1)).toBe('899999');
  await expect.poll(() => isInView('899999')).toBe(true);
});

it('no head is printed over the next one, however narrow its column was meant to be', async () => {
  const labels = ['Predicted score', 'Descriptors', 'WWWWWWWWWWWW', 'Confidence', 'Gain'];
  table.columns = labels.map((label, i) => ({
    key: label,
    label,
    widthRem: 2,
    align: i % 2 === 0 ? 'start' : 'end',
    sortValue: ({ name }) => name,
    cell: ({ name }) => name,
  }));
  await show(TAKES);
  const heads = [...table.renderRoot.querySelectorAll<HTMLElement>('[role="columnheader"] .sort')];
  expect(heads).toHaveLength(labels.length);
  for (const [i, head] of heads.entries()) {
    const cell = head.parentElement!.getBoundingClientRect();
    const { left, right } = head.getBoundingClientRect();
    expect([left >= cell.left, right <= cell.right], labels[i]).toEqual([true, true]);
    const words = head.firstElementChild!;
    // Only what is nothing but the widest letters is cut.
    if (i !== 2) expect(words.scrollWidth, labels[i]).toBeLessThanOrEqual(words.clientWidth);
  }
});

describe('data table', () => {
  it('has the roles of a table, its name and the number of its rows', async () => {
    await show(TAKES);
    const frame = find('[role="table"]');
    expect(frame.getAttribute('aria-label')).toBe('Takes');
    expect(frame.getAttribute('aria-rowcount')).toBe('5');
    expect(table.renderRoot.querySelectorAll('[role="columnheader"]')).toHaveLength(3);
    expect(rowOf('take 2').querySelectorAll('[role="cell"]')).toHaveLength(3);
  });

  it('sorts by a press on a header, text as people read it, and back on the next press', async () => {
    await show(TAKES);
    const header = find('[role="columnheader"]:nth-child(2)');
    expect(header.getAttribute('aria-sort')).toBe('none');
    await userEvent.click(header.querySelector('button')!);
    expect(header.getAttribute('aria-sort')).toBe('ascending');
    expect(names()).toEqual(['Take 1', 'take 2', 'take 3', 'take 10']);
    await userEvent.click(header.querySelector('button')!);
    expect(header.getAttribute('aria-sort')).toBe('descending');
    expect(names()).toEqual(['take 10', 'take 3', 'take 2', 'Take 1']);
  });

  it('puts rows without a value last in both directions', async () => {
    await show(TAKES);
    const button = find('[role="columnheader"]:nth-child(3) button');
    await userEvent.click(button);
    expect(names()).toEqual(['take 3', 'take 10', 'Take 1', 'take 2']);
    await userEvent.click(button);
    expect(names()).toEqual(['Take 1', 'take 10', 'take 3', 'take 2']);
  });

  it('selects by mouse: one, with Ctrl one more, with Shift up to there', async () => {
    await show(TAKES);
    await userEvent.click(rowOf('take 10'));
    expect(selected()).toEqual(['take 10']);
    await userEvent.click(rowOf('Take 1'), { modifiers: ['Control'] });
    expect(selected()).toEqual(['take 10', 'Take 1']);
    await userEvent.click(rowOf('take 3'), { modifiers: ['Shift'] });
    expect(selected()).toEqual(['Take 1', 'take 3']);
    expect(rowOf('take 3').getAttribute('aria-selected')).toBe('true');
    expect(rowOf('take 10').getAttribute('aria-selected')).toBe('false');
    expect(selections).toHaveLength(3);
  });

  it('adds and removes rows by their boxes, and all by the box of the header', async () => {
    await show(TAKES);
    await userEvent.click(rowOf('take 2').querySelector('input')!);
    await userEvent.click(rowOf('take 3').querySelector('input')!);
    expect(selected()).toEqual(['take 2', 'take 3']);
    await userEvent.click(rowOf('take 2').querySelector('input')!);
    expect(selected()).toEqual(['take 3']);
    const all = find('.head input') as HTMLInputElement;
    expect(all.indeterminate).toBe(true);
    await userEvent.click(all);
    expect(selected()).toHaveLength(4);
    await userEvent.click(all);
    expect(selected()).toEqual([]);
  });

  it('selects by keyboard: arrows, Shift, Ctrl, Space, Ctrl+A, Home and End', async () => {
    await show(TAKES);
    rowOf('take 10').focus();
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(focused).toBe('take 2');
    expect(selected()).toEqual(['take 2']);
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
    await expect.poll(focused).toBe('Take 1');
    expect(selected()).toEqual(['take 2', 'Take 1']);
    await userEvent.keyboard('{Control>}{ArrowDown}{/Control}');
    await expect.poll(focused).toBe('take 3');
    expect(selected()).toEqual(['take 2', 'Take 1']);
    await userEvent.keyboard(' ');
    expect(selected()).toEqual(['take 2', 'Take 1', 'take 3']);
    await userEvent.keyboard('{Home}');
    await expect.poll(focused).toBe('take 10');
    expect(selected()).toEqual(['take 10']);
    await userEvent.keyboard('{Control>}a{/Control}');
    expect(selected()).toHaveLength(4);
    await userEvent.keyboard('{End}');
    await expect.poll(focused).toBe('take 3');
    expect(rowOf('take 3').tabIndex).toBe(0);
    expect(rowOf('take 10').tabIndex).toBe(-1);
  });

  it('is no list to select from unless asked', async () => {
    await show(TAKES, false);
    await userEvent.click(rowOf('take 2'));
    expect(selected()).toEqual([]);
    expect(table.renderRoot.querySelector('input')).toBeNull();
    expect(find('[role="table"]').tabIndex).toBe(0);
  });

  it('keeps only rows in view of 10,000 in the document, and the keyboard reaches the last', async () => {
    const many = Array.from({ length: 10_000 }, (_, i): Take => ({ name: `take ${i}`, lengthSec: i }));
    await show(many);
    await expect.poll(() => names().length).toBeGreaterThan(5);
    expect(names().length).toBeLessThan(200);
    expect(find('[role="table"]').getAttribute('aria-rowcount')).toBe('10001');
    rowOf('take 0').focus();
    await userEvent.keyboard('{End}');
    await expect.poll(focused).toBe('take 9999');
    expect(selected()).toEqual(['take 9999']);
    await userEvent.keyboard('{Shift>}{PageUp}{/Shift}');
    await expect.poll(() => selected().length).toBeGreaterThan(2);
    expect(names().length).toBeLessThan(200);
  });

  it('begins a range at the row that was selected from outside, as a menu does, and at the row where one stands', async () => {
    await show(TAKES);
    rowOf('take 10').focus();
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
    expect(selected()).toEqual(['take 10', 'take 2']);
    table.selectedKeys = new Set(['Take 1']);
    await table.updateComplete;
    rowOf('Take 1').focus();
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
    expect(selected()).toEqual(['Take 1', 'take 3']);
  });

  it('marks the row of what is pointed at elsewhere, and no longer when it is not', async () => {
    await show(TAKES);
    table.hoveredKey = 'take 2';
    await table.updateComplete;
    expect(rowOf('take 2').classList).toContain('hovered');
    table.hoveredKey = null;
    await table.updateComplete;
    expect(rowOf('take 2').classList).not.toContain('hovered');
  });

  it('renders few of many rows from the first moment', async () => {
    table.rows = Array.from({ length: 10_000 }, (_, i) => ({ name: `take ${i}`, lengthSec: i }));
    let most = 0;
    const renders = new MutationObserver(() => (most = Math.max(most, names().length)));
    document.body.replaceChildren(table);
    renders.observe(table.renderRoot, { childList: true, subtree: true });
    await table.updateComplete;
    await new Promise((settle) => setTimeout(settle));
    renders.disconnect();
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(100);
  });
});

describe('rows that sound', () => {
  let asked: string[];

  beforeEach(() => {
    asked = [];
    table.sounds = true;
    for (const name of ['ib-reach', 'ib-play', 'ib-open'] as const) {
      table.addEventListener(name, (event) => asked.push(`${name} ${(event as CustomEvent<string>).detail}`));
    }
  });

  it('the arrows tell which row they came to, Space asks to hear it and Enter to open it', async () => {
    await show(TAKES);
    rowOf('take 10').focus();
    await userEvent.keyboard('{ArrowDown} {Enter}');
    expect(asked).toEqual(['ib-reach take 2', 'ib-play take 2', 'ib-open take 2']);
    expect(selected()).toEqual(['take 2']);
  });

  it('letters find a row, the next one with each press of the same and the same one as a word goes on', async () => {
    await show(['kick', 'snare', 'snap', 'soft kick'].map((name) => ({ name, lengthSec: 1 })));
    rowOf('kick').focus();
    await userEvent.keyboard('sna');
    await expect.poll(focused).toBe('snare');
    await userEvent.keyboard('p');
    await expect.poll(focused).toBe('snap');
  });

  it('a page that takes its time with a letter does not take the word apart', async () => {
    const beBusy = () => {
      for (const until = performance.now() + 950; performance.now() < until;);
    };
    table.addEventListener('ib-reach', beBusy, { once: true });
    await show(['kick', 'snare', 'new'].map((name) => ({ name, lengthSec: 1 })));
    rowOf('kick').focus();
    await userEvent.keyboard('s');
    await userEvent.keyboard('n');
    await expect.poll(focused).toBe('snare');
  });

  it('a press chooses and sounds nothing; two open', async () => {
    await show(TAKES);
    await userEvent.dblClick(rowOf('take 3'));
    expect(asked).toEqual(['ib-open take 3']);
  });
});

describe('a table in groups', () => {
  it('has a head over each group with its number of rows, those of no group last, and the keyboard goes by the rows', async () => {
    table.groupOf = ({ lengthSec }) => (lengthSec === null ? '' : lengthSec > 2 ? 'long' : 'short');
    table.groupHead = ({ label }) => (label === '' ? 'no length' : label);
    await show(TAKES);
    const heads = [...table.renderRoot.querySelectorAll('[role="rowheader"]')];
    expect(heads.map((head) => head.textContent.replaceAll(/\s+/gu, ' ').trim())).toEqual([
      'long 2',
      'short 1',
      'no length 1',
    ]);
    expect(names()).toEqual(['take 10', 'Take 1', 'take 3', 'take 2']);
    rowOf('Take 1').focus();
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(focused).toBe('take 3');
  });
});

describe('a table whose columns are arranged', () => {
  let wanted: unknown[];

  beforeEach(async () => {
    wanted = [];
    table.arrangeable = true;
    table.addEventListener('ib-arrange', (event) => wanted.push((event as CustomEvent<unknown>).detail));
    await show(TAKES);
  });

  const head = (name: string) => find(`[data-column="${name}"] .sort`);

  it('Alt with an arrow moves a column, with Shift it grows, and neither sorts', async () => {
    head('name').focus();
    await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}');
    expect(wanted).toEqual([{ kind: 'place', key: 'name', at: 'lengthSec' }]);
    await userEvent.keyboard('{Alt>}{Shift>}{ArrowRight}{/Shift}{/Alt}');
    expect(wanted[1]).toMatchObject({ kind: 'width', key: 'name' });
    expect(table.sort).toBeNull();
  });

  it('a head that is dragged over another takes its place, and does not sort', async () => {
    await userEvent.dragAndDrop(head('name'), head('lengthSec'));
    expect(wanted).toEqual([{ kind: 'place', key: 'name', at: 'lengthSec' }]);
    expect(table.sort).toBeNull();
  });

  it('widths that were given are the widths of the columns', async () => {
    table.widthsRem = { lengthSec: 12 };
    await table.updateComplete;
    expect(find('[data-column="lengthSec"]').offsetWidth).toBe(12 * 16);
  });
});
