import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../src/domain/csv-line.ts';

/** What people and attackers write, and what tears lines apart. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...`=+-@\t\r\n\0,;|"' ＝＋－＠`, "=cmd|' /C calc'!A0", 'https://x.example', '\uFEFF', '=1+1'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** RFC 4180, read by its grammar alone. */
function readCsv(written: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let rest = written; rest !== ''; ) {
    const [whole = '', quoted, plain, end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? [];
    if (whole === '') throw new Error('this is no CSV');
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
    rest = rest.slice(whole.length);
  }
  return rows;
}

describe('a line of CSV', () => {
  it('is read back as so many cells, with nothing lost but NUL, and nothing added but quotes', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (cells) => {
        const [row, ...more] = readCsv(csvLine(cells));
        expect(more).toEqual([]);
        const bare = (text: string) => text.replace(/[\0']/g, '');
        expect(row?.map(bare)).toEqual(cells.map(bare));
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds no formula, wherever a program splits it and whether it heeds quotes or not', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (cells) => {
        const line = csvLine(cells);
        for (const cell of readCsv(line)[0] ?? []) expect(cell).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]|^[\t\r\0]/);
        for (const piece of line.split(/[,;|\t\r\n]/)) expect(piece).not.toMatch(/^[\s"\uFEFF]*[=+\-@＝＋－＠]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [['=1+1', '@x'], "'=1+1,'@x\r\n"],
    [['a,b', 'say "hi"', null, 7], '"a,b","say ""hi""",,7\r\n'],
    [['x;=cmd|1'], "x;'=cmd|1\r\n"],
    [['2026-11-21T10:00:00Z', 'a-b', 'me@contoso.example'], '2026-11-21T10:00:00Z,a-b,me@contoso.example\r\n'],
  ])('of %j is %j', (cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });
});
