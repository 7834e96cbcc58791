import { expect, it } from 'vitest';
import { codeOf, StartError } from '../../src/domain/errors.ts';

it.each([
  [new TypeError('secret'), 'TypeError'],
  [new StartError('secret'), 'StartError'],
  [Object.assign(new Error('secret'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [Object.assign(new Error('secret'), { code: 49 }), '49'],
  [Object.assign(new Error('secret'), { code: 'a secret sentence' }), 'Error'],
  ['secret', 'unknown'],
])('of an error only its code or name is told: %s → %s', (error, code) => {
  expect(codeOf(error)).toBe(code);
});
