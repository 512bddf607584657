import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonEntries, type JsonEntry } from '../../src/hub/tables/jsonEntries.ts';
import { readTable } from '../../src/hub/tables/readTable.ts';
import { joinTables } from '../../src/hub/tables/tableJoin.ts';
import { keysOf } from '../../src/hub/tar/webDataset.ts';

/** Cuts a text at these places, taken round its length, and takes it apart piece by piece. */
function entriesOf(text: string, cuts: readonly number[]): JsonEntry[] {
  const entries = new JsonEntries();
  const places = cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b);
  const found = [0, ...places].flatMap((from, index) => entries.push(text.slice(from, places[index] ?? text.length)));
  entries.end();
  return found;
}

const NO_STOP = new AbortController().signal;
const stem = fc.constantFrom('10', '64760', '64760_0', 'a', 'a.b', 'é', 'e\u0301', 'kick.mid', '0');
const folder = fc.constantFrom('', 'x/', 'x/y/', '../', './', 'x\\');
const key = fc.tuple(folder, stem, fc.constantFrom('', '.wav', '.flac', '/.', '.b.wav')).map((parts) => parts.join(''));
const row = fc.record(
  {
    file_name: key,
    id: fc.oneof(key, fc.nat(99)),
    license: fc.constantFrom('cc0-1.0', 'by-nc'),
    uploader: fc.constant('u'),
  },
  { requiredKeys: ['license'] },
);

const ends = fc.constantFrom('', ' ', '\n', '\r\n\t');
const cuts = fc.array(fc.nat(10_000), { maxLength: 12 });
const value = fc.jsonValue({ maxDepth: 3 });
const indent = fc.constantFrom(undefined, 1, '\t');
const strange = fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'é', '💧', '\n', 'a') });

describe('entries of a JSON text that comes in pieces', () => {
  it('are those of JSON.parse, wherever it is cut', () => {
    const object = fc.dictionary(fc.oneof(strange, fc.string()), fc.oneof(value, strange));
    fc.assert(
      fc.property(
        fc.oneof(object, fc.array(fc.oneof(value, strange))),
        indent,
        ends,
        cuts,
        (whole, space, around, at) => {
          const text = around + JSON.stringify(whole, null, space) + around;
          const parsed = JSON.parse(text) as unknown[] | Record<string, unknown>;
          const entries = entriesOf(text, at);
          if (Array.isArray(parsed)) expect(entries).toEqual(parsed.map((one) => ({ name: null, value: one })));
          // Names that are whole numbers come first in an object, whatever its text says.
          else expect(new Map(entries.map((one) => [one.name, one.value]))).toEqual(new Map(Object.entries(parsed)));
        },
      ),
    );
  });

  it('are refused where JSON.parse refuses the whole or it is neither object nor list', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(1000),
        fc.constantFrom('', ',', '}', ']', '"', '{', '[', 'x', '1 '),
        cuts,
        (json, place, put, at) => {
          const cut = place % (json.length + 1);
          const text = json.slice(0, cut) + put + json.slice(cut + (place % 2));
          const isRead = (read: () => unknown) => {
            try {
              return typeof read() === 'object';
            } catch {
              return false;
            }
          };
          expect(
            isRead(() => entriesOf(text, at)),
            text,
          ).toBe(isRead(() => JSON.parse(text) ?? 0));
        },
      ),
    );
  });
});

it('[L5] what is not kept of rows that can mean no sound changes nothing for those that do', async () => {
  const tables = fc.oneof(
    fc.dictionary(key, row),
    fc.array(row),
    fc.array(row).map((data) => ({ info: 1, data })),
  );
  const sounds = fc.uniqueArray(
    fc.tuple(folder, stem).map(([at, name]) => `${at.replace(/^[./\\]+/u, '')}${name}.wav`),
    {
      minLength: 1,
    },
  );
  await fc.assert(
    fc.asyncProperty(tables, sounds, async (content, names) => {
      const table = { path: 'm.json', file: new File([JSON.stringify(content)], 'm.json') };
      const keys = keysOf(names);
      const whole = joinTables([await readTable(table, NO_STOP)], names, keys);
      const kept = joinTables([await readTable(table, NO_STOP, async () => names)], names, keys);
      expect(names.map(kept.fieldsOf)).toEqual(names.map(whole.fieldsOf));
      expect(kept.notes).toEqual(whole.notes);
    }),
  );
});
