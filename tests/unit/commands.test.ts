import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { Commands, type Command } from '../../src/stages/shell/commands.ts';
import type { Workbench } from '../../src/stages/workbench.ts';
import { appCommands, type ShellActions } from '../../src/ui/commands/appCommands.ts';
import { paletteCommands, wordsFor } from '../../src/ui/commands/paletteCommands.ts';
import { keysText, matchesKeys, searchCommands, type KeyPress } from '../../src/ui/commands/shortcuts.ts';

const press = (change: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
});

const command = (id: string, title: string, group: string): Command => ({ id, title, group, run: () => undefined });

describe('commands', () => {
  it('a shortcut is met by its own modifiers alone', () => {
    const ctrlK = press({ key: 'k', code: 'KeyK', ctrlKey: true });
    expect(matchesKeys(ctrlK, 'Mod+K', false)).toBe(true);
    expect(matchesKeys(ctrlK, 'Mod+K', true)).toBe(false);
    expect(matchesKeys({ ...ctrlK, ctrlKey: false, metaKey: true }, 'Mod+K', true)).toBe(true);
    expect(matchesKeys({ ...ctrlK, shiftKey: true }, 'Mod+K', false)).toBe(false);
    expect(matchesKeys(press({ key: 'k', code: 'KeyK' }), 'Mod+K', false)).toBe(false);
    // Alt changes what a digit types on a Mac.
    expect(matchesKeys(press({ key: '¡', code: 'Digit1', altKey: true }), 'Alt+1', true)).toBe(true);
    // Where the question mark is differs between keyboards.
    expect(matchesKeys(press({ key: '?', code: 'Minus', shiftKey: true }), '?', false)).toBe(true);
    expect(matchesKeys(press({ key: '?', code: 'Slash', shiftKey: true, ctrlKey: true }), '?', false)).toBe(false);
  });

  it('keys are named as the keyboard names them', () => {
    expect(keysText('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
    expect(keysText('Mod+Shift+Z', true)).toBe('⌘⇧Z');
  });

  it('a search finds by the beginnings of words, titles first', () => {
    const all = [
      command('a', 'Import + Descriptors', 'Go to'),
      command('b', 'Export DuckDB', 'Data'),
      command('c', 'Data', 'Go to'),
    ];
    const idsOf = (text: string) => searchCommands(all, text).map(({ id }) => id);
    expect(idsOf('')).toEqual(['a', 'b', 'c']);
    expect(idsOf('data')).toEqual(['c', 'b']);
    expect(idsOf('duck ex')).toEqual(['b']);
    expect(idsOf('uck')).toEqual([]);
  });

  it.each([
    ['preset', 'Export Presets'],
    ['vst', 'Export .vstpreset'],
    ['.vstp', 'Export .vstpreset'],
    ['network', 'Train Network'],
    ['undo', 'Undo'],
    ['sql', 'Run SQL'],
    ['query', 'Run SQL'],
    ['export', 'Export DuckDB'],
    ['backup', 'Back Up Now'],
    ['reset', 'Delete All Data'],
    ['hugging', 'Fetch Dataset'],
    ['dark', 'Next theme: dark, light, as the system'],
    ['licences', 'Export Attributions'],
    ['cite', 'Copy Methods'],
    ['bug', 'About'],
    ['play', 'Open Sound'],
    ['pandas', 'Export Parquet'],
    ['hotkeys', 'Keyboard shortcuts'],
    ['bayesian', 'Run BO for All'],
    ['c++', 'Export AutoHyperModelData.h'],
  ])('the palette finds by what people type: %s', (typed, title) => {
    const undoing = { undoable: signal(null), redoable: signal(null) } as unknown as Workbench['undoing'];
    const workbench = { commands: new Commands(), undoing } as unknown as Workbench;
    workbench.commands.add(appCommands({ ...workbench, environment: {} } as Workbench, {} as ShellActions));
    const found = searchCommands(paletteCommands(workbench, []), typed, wordsFor).map((command) => command.title);
    expect(found).toContain(title);
    expect(searchCommands(paletteCommands(workbench, []), 'undo', wordsFor)[0]?.title).toBe('Undo');
  });

  it('commands of one id replace each other and can be taken back', () => {
    const commands = new Commands();
    commands.add([command('undo', 'Undo', 'Edit')]);
    const takeBack = commands.add([command('undo', 'Undo removal of 3 files', 'Edit')]);
    expect(commands.all.peek().map(({ title }) => title)).toEqual(['Undo removal of 3 files']);
    takeBack();
    expect(commands.all.peek()).toEqual([]);
  });
});
