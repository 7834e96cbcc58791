import { expect, it } from 'vitest';
import { isNamedSo } from '../../src/domain/is-named-so.ts';

const JOANNA = ['Joanna Smith-Jansen', 'joanna.smith@contoso.com', 'joanna@home.example'];

it.each([
  ['joanna', true],
  ['Smith Jo', true],
  ['jansen', true],
  ['joanna.smith@contoso.com', true],
  ['joanna.smith@contoso', true],
  ['Anna', false],
  ['joanna peters', false],
  ['@', false],
  ['mith', false],
])('what is typed begins the words of a name: %s', (typed, isSo) => {
  expect(isNamedSo(JOANNA, typed)).toBe(isSo);
});
