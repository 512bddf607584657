import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from '../element/repeat.ts';
import { BaseElement } from '../element/baseElement.ts';
import { icon } from '../../theme/icons.ts';
import { emit } from '../element/events.ts';
import { formatCount } from '../text/format.ts';
import { arrangementByKey, followDrag, pulledWidth } from './arranging.ts';
import { gridTracks, type Column, type ColumnWidths } from './columns.ts';
import { linesOf, sortedLines, type GroupHead, type TableLine, type TableLines } from './groups.ts';
import {
  countSelected,
  EMPTY_SELECTION,
  indexAfterKey,
  select,
  selectedFromOutside,
  toggleAll,
  type Selection,
  type SelectionGesture,
} from './selection.ts';
import { placeAt, rowSpan, scrolled, type RowSpan, type ScrollPlace } from './rowSpan.ts';
import { rowKeyOf } from './pointedRow.ts';
import { nextSort, type SortState } from './sorting.ts';
import { tableStyles } from './tableStyles.ts';
import { findTyped, TypeAhead } from './typeAhead.ts';

export { pointedKey, pointedRow } from './pointedRow.ts';

/** From this many rows on only those in view are in the document. */
const VIRTUAL_FROM_ROWS = 60;

type RowAt<Row> = Extract<TableLine<Row>, { readonly kind: 'row' }>;

/**
 * A table of any length with headers that sort. With `selectable`, rows are chosen by mouse (click, Ctrl, Shift), by
 * their boxes, or by keyboard (arrows, Page, Home, End, Shift with any of them, Space, Ctrl+A). The slot holds what is
 * shown where there are no rows.
 *
 * With `sounds`, its rows can be heard: Space asks for that instead of choosing, the arrows as they go, Enter and two presses
 * open a row, and letters find one. With `arrangeable`, columns are pulled wider and moved, by pointer and by keyboard.
 *
 * Fires `ib-select` with the `ReadonlySet<string>` of selected keys; of a row that sounds, `ib-reach` with the key that the
 * arrows came to, `ib-play` and `ib-open`; `ib-arrange` with what is wanted of a column.
 */
@customElement('ib-data-table')
export class DataTable<Row = unknown> extends BaseElement {
  static override styles = tableStyles;

  /** The accessible name. */
  @property() label = '';
  @property({ attribute: false }) columns: readonly Column<Row>[] = [];
  @property({ attribute: false }) rows: readonly Row[] = [];
  /** A row's identity: unique, and the same when the row's values change. */
  @property({ attribute: false }) rowKey: (row: Row, index: number) => string = (_, index) => String(index);
  /** What the row's box is named after. */
  @property({ attribute: false }) rowLabel: (row: Row) => string = () => 'row';
  @property({ type: Boolean }) selectable = false;
  @property({ attribute: false }) selectedKeys: ReadonlySet<string> = EMPTY_SELECTION.keys;
  @property({ attribute: false }) sort: SortState | null = null;
  /** The key of a row that is marked as special, such as the best. */
  @property({ attribute: false }) markedKey: string | null = null;
  /** The key of a row that is pointed at, here or elsewhere. */
  @property({ attribute: false }) hoveredKey: string | null = null;
  /** Under which head a row stands; null for one list. An empty name comes last. */
  @property({ attribute: false }) groupOf: ((row: Row) => string) | null = null;
  /** What stands in the head of a group. */
  @property({ attribute: false }) groupHead: (head: GroupHead) => unknown = ({ label }) => label;
  @property({ type: Boolean }) sounds = false;
  @property({ type: Boolean }) arrangeable = false;
  @property({ attribute: false }) widthsRem: ColumnWidths = {};

  @state() private selection: Selection = EMPTY_SELECTION;
  @query('.frame') private readonly frame!: HTMLElement;
  @query('.head .row') private readonly headRow!: HTMLElement;
  /** The rows that are in the document. */
  @state() private span: RowSpan & { readonly skippedPx: number } = { first: 0, end: 0, skippedPx: 0 };

  private shown: TableLines<Row> = linesOf<Row>([], String, null);
  private selectedCount = 0;
  private countedSelection: Selection | null = null;
  /** The row that Tab reaches: where the keyboard was last, else the first. */
  private reachableKey: string | undefined;
  private viewHeightPx = 0;
  private rowHeightPx = 0;
  private place: ScrollPlace = { scrollTopPx: 0, skippedPx: 0 };
  private readonly typeAhead = new TypeAhead();
  /** A column was pulled or moved: the press that ends it sorts nothing. */
  private wasDragged = false;

  constructor() {
    super();
    this.onResize(() => this.measure());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isNewOrder =
      changed.has('rows') ||
      changed.has('sort') ||
      changed.has('columns') ||
      changed.has('rowKey') ||
      changed.has('groupOf');
    if (isNewOrder) {
      const { rows, sort, columns, groupOf } = this;
      const value = columns.find((column) => column.key === sort?.key)?.sortValue;
      const sorted = sort === null || value === undefined ? null : { value, direction: sort.direction };
      this.shown = sortedLines(rows, this.rowKey, sorted, groupOf);
      this.showSpan();
    }
    if (this.selection.keys !== this.selectedKeys)
      this.selection = selectedFromOutside(this.selection, this.selectedKeys);
    // Not for every row that scrolls into view.
    if (!isNewOrder && this.selection === this.countedSelection) return;
    this.countedSelection = this.selection;
    const { active, keys } = this.selection;
    this.reachableKey = active !== null && this.order.includes(active) ? active : this.shown.firstKey;
    this.selectedCount = keys.size === 0 ? 0 : countSelected(keys, this.order);
  }

  protected override updated(): void {
    this.showSpan();
  }

  protected override render(): TemplateResult {
    const { tracks, minWidthRem } = gridTracks(this.columns, this.selectable, this.widthsRem);
    const columnCount = this.columns.length + (this.selectable ? 1 : 0);
    return html`<div
      class="frame"
      role="table"
      aria-label=${this.label}
      aria-rowcount=${this.shown.length + 1}
      aria-colcount=${columnCount}
      tabindex=${this.selectable && this.shown.length > 0 ? nothing : 0}
      .style=${`--tracks: ${tracks}; --min-width: ${minWidthRem}rem`}
      @scroll=${this.followScroll}
      @click=${this.onClick}
      @dblclick=${this.onDoubleClick}
      @keydown=${this.onKeyDown}
    >
      <div role="rowgroup" class="head">
        <div role="row" class="row" aria-rowindex="1">
          ${this.selectable ? this.renderSelectAll() : nothing}
          ${this.columns.map((column) => this.renderHeader(column))}
        </div>
      </div>
      ${this.shown.length === 0 ? html`<div class="empty"><slot></slot></div>` : this.renderBody()}
    </div>`;
  }

  private renderBody(): TemplateResult {
    const { first, end, skippedPx } = this.span;
    return html`<div
      role="rowgroup"
      class="body"
      .style=${`--count: ${this.shown.length}; --first: ${first}; --skipped: ${skippedPx}px`}
    >
      ${repeat(this.shown.slice(first, end), ({ key }) => key, this.guardRow)}
    </div>`;
  }

  /** A row is rendered again only when something of it has changed: scrolling renders those that come into view. */
  private readonly guardRow = (line: TableLine<Row>): unknown => {
    if (line.kind === 'group') return this.renderGroup(line.head, line.index);
    const { row, key, index } = line;
    const { selectable, columns, rowLabel } = this;
    const { selection, reachableKey, markedKey, hoveredKey } = this;
    const state = [selection.keys.has(key), key === reachableKey, key === markedKey, key === hoveredKey];
    return guard([row, index, selectable, columns, rowLabel, ...state], () => this.renderRow(line));
  };

  private renderGroup(head: GroupHead, index: number): TemplateResult {
    const columnCount = this.columns.length + (this.selectable ? 1 : 0);
    return html`<div role="row" class="row group" aria-rowindex=${index + 2}>
      <div role="rowheader" class="cell" aria-colspan=${columnCount}>
        <div class="content">${this.groupHead(head)} <span class="count">${formatCount(head.count)}</span></div>
      </div>
    </div>`;
  }

  private readonly renderRow = ({ row, key, index }: RowAt<Row>): TemplateResult => {
    const selected = this.selection.keys.has(key);
    const reachable = this.reachableKey === key;
    return html`<div
      role="row"
      class=${classMap({
        row: true,
        selected,
        marked: key === this.markedKey,
        hovered: key === this.hoveredKey,
        odd: index % 2 === 1,
      })}
      aria-rowindex=${index + 2}
      aria-selected=${this.selectable ? String(selected) : nothing}
      tabindex=${this.selectable ? (reachable ? 0 : -1) : nothing}
      data-key=${key}
    >
      ${
        this.selectable
          ? html`<div role="cell" class="cell box">
              <input
                type="checkbox"
                tabindex="-1"
                aria-label="Select ${this.rowLabel(row)}"
                .checked=${selected}
                @click=${(event: MouseEvent) => this.onBox(event, key)}
              />
            </div>`
          : nothing
      }
      ${this.columns.map(
        (column) =>
          html`<div role="cell" class="cell ${column.align ?? 'start'}">
            <div class="content">${column.cell(row)}</div>
          </div>`,
      )}
    </div>`;
  };

  private renderSelectAll(): TemplateResult {
    const { selectedCount } = this;
    const all = selectedCount > 0 && selectedCount === this.shown.rows.length;
    return html`<div role="columnheader" class="cell box">
      <input
        type="checkbox"
        aria-label="Select all"
        .checked=${all}
        .indeterminate=${selectedCount > 0 && !all}
        ?disabled=${this.shown.rows.length === 0}
        @click=${() => this.change(toggleAll(this.selection, this.order))}
      />
    </div>`;
  }

  private renderHeader(column: Column<Row>): TemplateResult {
    const align = column.align ?? 'start';
    if (column.sortValue === undefined) {
      return html`<div role="columnheader" class="cell ${align}">
        <div class="content">${column.label}</div>
      </div>`;
    }
    const direction = this.sort?.key === column.key ? this.sort.direction : null;
    return html`<div
      role="columnheader"
      class="cell ${align}"
      aria-sort=${direction ?? 'none'}
      data-column=${column.key}
    >
      <button
        class="sort"
        title=${this.arrangeable ? `${column.label} (Alt with an arrow moves it, with Shift besides widens it)` : column.label}
        @click=${() => this.onHead(column.key)}
        @pointerdown=${this.arrangeable ? (event: PointerEvent) => this.startMove(event, column.key) : nothing}
        @keydown=${this.arrangeable ? (event: KeyboardEvent) => this.onHeadKey(event, column.key) : nothing}
      >
        <span>${column.label}</span>
        <span class="arrow">${direction === null ? nothing : icon(direction === 'ascending' ? 'up' : 'down')}</span>
      </button>
      ${
        this.arrangeable
          ? html`<span class="pull" @pointerdown=${(event: PointerEvent) => this.startPull(event, column.key)}></span>`
          : nothing
      }
    </div>`;
  }

  private onHead(key: string): void {
    if (!this.wasDragged) this.sort = nextSort(this.sort, key);
    this.wasDragged = false;
  }

  private readonly startPull = (event: PointerEvent, key: string): void => {
    event.preventDefault();
    event.stopPropagation();
    const from = this.headWidthRem(key);
    const remPx = parseFloat(getComputedStyle(document.documentElement).fontSize);
    followDrag(
      event,
      (byPx) => emit(this, 'ib-arrange', { kind: 'width', key, widthRem: pulledWidth(from, byPx / remPx) }),
      () => undefined,
    );
  };

  private readonly startMove = (event: PointerEvent, key: string): void => {
    if (event.button !== 0) return;
    let at = key;
    followDrag(
      event,
      (_, x) => (at = this.headAt(x) ?? at),
      (dragged) => {
        this.wasDragged = dragged;
        if (dragged && at !== key) emit(this, 'ib-arrange', { kind: 'place', key, at });
      },
    );
  };

  private onHeadKey(event: KeyboardEvent, key: string): void {
    const keys = this.columns.map((column) => column.key);
    const wanted = arrangementByKey(event, keys, key, this.headWidthRem(key));
    if (wanted === null) return;
    event.preventDefault();
    event.stopPropagation();
    emit(this, 'ib-arrange', wanted);
  }

  /** The key of the column whose head is at a place of the window. */
  private headAt(x: number): string | undefined {
    const heads = [...this.headRow.querySelectorAll<HTMLElement>('[data-column]')];
    return heads.find((head) => {
      const { left, right } = head.getBoundingClientRect();
      return x >= left && x < right;
    })?.dataset['column'];
  }

  private headWidthRem(key: string): number {
    const head = this.headRow.querySelector<HTMLElement>(`[data-column="${CSS.escape(key)}"]`);
    return (head?.offsetWidth ?? 0) / parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  /** Sizes are read here and when scrolling only: reading them after every update would lay the page out each time. */
  private measure(): void {
    this.viewHeightPx = this.frame.clientHeight;
    this.rowHeightPx = this.headRow.offsetHeight;
    this.showSpan();
  }

  private readonly followScroll = (): void => {
    this.place = scrolled(this.place, this.frame.scrollTop, this.rowsHeightPx, this.heightPx);
    this.showSpan();
  };

  /** The keys of the rows as they are shown. */
  private get order(): readonly string[] {
    return this.shown.keys;
  }

  /** The head stands over the rest of the view. */
  private get rowsHeightPx(): number {
    return this.viewHeightPx - this.rowHeightPx;
  }

  private get heightPx(): number {
    return this.rowHeightPx * this.shown.length;
  }

  /** Keeps in the document what is in view, and a little above and below it. */
  private showSpan(): void {
    const { scrollTopPx, skippedPx } = this.place;
    const span =
      this.shown.length < VIRTUAL_FROM_ROWS
        ? { first: 0, end: this.shown.length }
        : rowSpan(scrollTopPx + skippedPx, this.viewHeightPx, this.rowHeightPx, this.shown.length);
    const { first, end, skippedPx: skipped } = this.span;
    if (span.first !== first || span.end !== end || skippedPx !== skipped) this.span = { ...span, skippedPx };
  }

  private change(selection: Selection): void {
    const before = this.selection.keys;
    this.selection = selection;
    if (before === selection.keys) return;
    this.selectedKeys = selection.keys;
    emit(this, 'ib-select', selection.keys);
  }

  private onBox(event: MouseEvent, key: string): void {
    event.stopPropagation();
    this.change(select(this.selection, this.order, key, event.shiftKey ? 'range' : 'toggle'));
  }

  private readonly onClick = (event: MouseEvent): void => {
    const key = rowKeyOf(event);
    if (!this.selectable || key === null) return;
    const gesture = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only';
    if (gesture === 'range') getSelection()?.removeAllRanges();
    this.change(select(this.selection, this.order, key, gesture));
  };

  private readonly onDoubleClick = (event: MouseEvent): void => {
    const key = rowKeyOf(event);
    if (this.sounds && key !== null) emit(this, 'ib-open', key);
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const key = rowKeyOf(event);
    if (!this.selectable || key === null || event.defaultPrevented) return;
    if (this.sounds && this.onSoundKey(event, key)) {
      event.preventDefault();
      return;
    }
    const index = this.order.indexOf(key);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      this.change({ ...this.selection, keys: new Set(this.order) });
    } else if (event.key === ' ') {
      event.preventDefault();
      this.change(select(this.selection, this.order, key, event.shiftKey ? 'range' : 'toggle'));
    } else {
      // A key may be pressed before the browser has told the size for the first time.
      if (this.rowHeightPx === 0) this.measure();
      const pageRows = Math.max(1, Math.floor(this.viewHeightPx / this.rowHeightPx) - 2);
      const target = indexAfterKey(event.key, index, this.order.length, pageRows);
      const targetKey = target === null ? undefined : this.order[target];
      if (target === null || targetKey === undefined) return;
      event.preventDefault();
      const gesture: SelectionGesture = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'move' : 'only';
      // A range begins where one stands, if it did not begin before.
      const selection = { ...this.selection, anchor: this.selection.anchor ?? key };
      this.change(select(selection, this.order, targetKey, gesture));
      void this.focusRow(targetKey);
      if (this.sounds && gesture === 'only') emit(this, 'ib-reach', targetKey);
    }
  };

  /** Whether a key was one of those that rows which sound have besides. */
  private onSoundKey(event: KeyboardEvent, key: string): boolean {
    const { key: pressed, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return false;
    if (pressed === 'Enter') emit(this, 'ib-open', key);
    else if (pressed === ' ' && !shiftKey) emit(this, 'ib-play', key);
    else if (pressed.length === 1 && /[\p{L}\p{N}]/u.test(pressed)) this.findByTyping(event, key);
    else return false;
    return true;
  }

  private findByTyping({ key: letter, timeStamp }: KeyboardEvent, from: string): void {
    const names = this.shown.rows.map((row) => this.rowLabel(row));
    const found = findTyped(names, this.typeAhead.type(letter, timeStamp), this.order.indexOf(from));
    const key = found === null ? undefined : this.order[found];
    if (key === undefined) return;
    this.change(select(this.selection, this.order, key, 'only'));
    void this.focusRow(key);
    emit(this, 'ib-reach', key);
    requestAnimationFrame(() => this.typeAhead.shown(performance.now()));
  }

  /** Gives the focus to the row that has its turn among them. */
  override focus(): void {
    if (this.reachableKey !== undefined) void this.focusRow(this.reachableKey);
  }

  /** Brings a row into view and gives it the focus. */
  async reach(key: string): Promise<void> {
    await this.updateComplete;
    if (!this.order.includes(key)) return;
    if (this.rowHeightPx === 0) this.measure();
    this.change(select(this.selection, this.order, key, 'move'));
    await this.focusRow(key);
  }

  private async focusRow(key: string): Promise<void> {
    const { rowHeightPx, place, frame } = this;
    const top = Math.max(0, this.shown.indexOf(key)) * rowHeightPx;
    // The header covers the first row of the view.
    const lastTop = top + 2 * rowHeightPx - frame.clientHeight;
    const wanted = Math.min(Math.max(frame.scrollTop + place.skippedPx, lastTop), top);
    this.place = placeAt(place, wanted, this.rowsHeightPx, this.heightPx);
    frame.scrollTop = this.place.scrollTopPx;
    this.followScroll();
    await this.updateComplete;
    this.findRow(key)?.focus({ preventScroll: true });
  }

  private findRow(key: string): HTMLElement | null {
    return this.renderRoot.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }
}
