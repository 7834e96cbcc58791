import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterLiteral, queryString, searchExpression } from '../../../src/lanes/cloud/graph-query.ts';

const HOSTILE = fc.string({ unit: fc.constantFrom(...'\'"\\&#?%=:() ORand$ä’\n\u0000é中') });

describe('a query string', () => {
  it('encodes everything that would cut or split it', () => {
    expect(queryString({ $filter: "a eq 'x&y#z?='" })).toBe("?$filter=a%20eq%20'x%26y%23z%3F%3D'");
  });

  it('is absent without options', () => {
    expect(queryString({})).toBe('');
    expect(queryString(undefined)).toBe('');
  });

  it('comes back as it was, whatever people type', () => {
    fc.assert(
      fc.property(HOSTILE, (typed) => {
        const query = queryString({ $filter: filterLiteral(typed), $select: 'id' });
        expect(query).not.toMatch(/[#\s]/);
        const parsed = new URLSearchParams(query);
        expect([...parsed.keys()]).toEqual(['$filter', '$select']);
        expect(parsed.get('$filter')).toBe(filterLiteral(typed));
      }),
    );
  });
});

describe('a literal of $filter', () => {
  it('cannot be left, whatever people type', () => {
    fc.assert(
      fc.property(HOSTILE, (typed) => {
        const literal = filterLiteral(typed);
        expect(literal).toMatch(/^'(?:[^']|'')*'$/u);
      }),
    );
  });

  it('doubles single quotes', () => {
    expect(filterLiteral("o'brien' or 1 eq 1")).toBe("'o''brien'' or 1 eq 1'");
  });
});

describe('$search', () => {
  it('looks for the words in each property', () => {
    expect(searchExpression(['displayName', 'mail'], ' Ann  O’Brien ')).toBe(
      '"displayName:Ann O’Brien" OR "mail:Ann O’Brien"',
    );
  });

  it.each(['', '"', '&&&', '***', ' \n ', "'''", '---'])('finds nothing to look for in %j', (words) => {
    expect(searchExpression(['displayName'], words)).toBeNull();
  });

  it('never leaves its clause, whatever people type', () => {
    fc.assert(
      fc.property(HOSTILE, (typed) => {
        const expression = searchExpression(['displayName'], typed);
        if (expression !== null) expect(expression).toMatch(/^"displayName:[^"\\&#:()]*"$/u);
      }),
    );
  });

  it('keeps letters of any script', () => {
    expect(searchExpression(['displayName'], 'Żółć 王小明')).toBe('"displayName:Żółć 王小明"');
  });
});
