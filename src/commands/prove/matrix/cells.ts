import { REQUEST_STATES } from '../../../domain/request.ts';

/** Everything about a click that may matter, as words; each cell of the matrix has one of each. */
export const AXES = {
  who: [
    'approver',
    'escalation member',
    'in both groups',
    'requester, an approver too',
    'requester, in the escalation group too',
    'target user, an approver too',
    'guest among the approvers',
    'blocked approver',
    'blocked guest in the escalation group',
    'removed approver',
    'stranger',
    'emergency member',
    'unknown to the directory',
  ],
  state: REQUEST_STATES,
  version: ['current', 'stale', 'future', 'typed'],
  hour: ['none', 'in an hour', 'in two days'],
  moment: [
    'at once',
    'just before the hour',
    'at the hour',
    'after eight hours',
    'just before a day',
    'after a day',
    'much later',
  ],
  needed: [1, 2],
  by: ['approver', 'escalation'],
  given: ['nothing', 'by the same person', 'by another person'],
  edited: ['no', 'not agreed', 'agreed'],
  verdict: ['approved', 'declined'],
} as const;

export type Cell = { readonly [Axis in keyof typeof AXES]: (typeof AXES)[Axis][number] };

/** How many cells these axes have. */
export function sizeOf(axes: Axes): number {
  return Object.values(axes).reduce((size, values) => size * values.length, 1);
}

export type Axes = { readonly [Axis in keyof typeof AXES]: readonly (typeof AXES)[Axis][number][] };

/** All cells, one after the other; the last axis turns fastest. */
export function* cellsOf(axes: Axes): Generator<Cell> {
  const names = Object.keys(axes) as (keyof Axes)[];
  const size = sizeOf(axes);
  for (let number = 0; number < size; number += 1) {
    const cell: Record<string, unknown> = {};
    let rest = number;
    for (const name of names.toReversed()) {
      const values = axes[name];
      cell[name] = values[rest % values.length];
      rest = Math.floor(rest / values.length);
    }
    yield cell as Cell;
  }
}
