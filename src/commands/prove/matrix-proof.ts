import { OPEN_STATES } from '../../domain/request.ts';
import type { FlowContext } from '../../flow/context.ts';
import { decide } from '../../flow/decide.ts';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import {
  APPROVER_GROUP,
  decisionContext,
  EMERGENCY_GROUP,
  ESCALATION_GROUP,
  storePending,
} from './decisions/decision-world.ts';
import { aPerson } from './gallery/given.ts';
import { AXES, type Axes, type Cell, cellsOf } from './matrix/cells.ts';
import { askedOf, OTHER_APPROVER, WHO } from './matrix/place.ts';
import type { Rules } from './matrix/rules-taken-out.ts';
import { expectedOf } from './matrix/statements.ts';

export type MatrixFigures = { readonly cells: number; readonly wrong: number; readonly examples: readonly string[] };

/** Every cell of these axes through the rules themselves; `until`: ends after so many that came out wrong. */
export function tryRules(rules: Rules, until = Number.POSITIVE_INFINITY, axes: Axes = AXES): MatrixFigures {
  let cells = 0;
  const wrong: string[] = [];
  for (const cell of cellsOf(axes)) {
    cells += 1;
    if (isWrong(rules, cell)) wrong.push(nameOf(cell));
    if (wrong.length >= until) break;
  }
  return { cells, wrong: wrong.length, examples: wrong.slice(0, 3) };
}

function isWrong(rules: Rules, cell: Cell): boolean {
  const expected = expectedOf(cell);
  const found = rules(askedOf(cell));
  if (found.status === 'refused')
    return (
      expected.allowed || (expected.reason !== null && !found.reason.key.split('.')[1]?.startsWith(expected.reason))
    );
  return !expected.allowed || found.complete !== expected.complete || found.late !== expected.late;
}

/**
 * What is stored and then clicked on: every state as it is, and what waits in every way it can wait. All people,
 * versions and moments are tried on each.
 */
const STORED: readonly Axes[] = [
  { ...AXES, hour: ['none'], needed: [1], by: ['approver'], given: ['nothing'], edited: ['no'] },
  {
    ...AXES,
    state: ['pending'],
    hour: ['in an hour'],
    needed: [1],
    by: ['approver'],
    given: ['nothing'],
    edited: ['no'],
  },
  { ...AXES, state: ['pending'], hour: ['none'], needed: [2], by: ['approver', 'escalation'] },
];

/** The same through the flow, with real stores: what is refused must leave the request as it is. */
export async function tryFlow({ every }: { readonly every: number }): Promise<MatrixFigures> {
  const database = await openDatabase({ kind: 'pglite', dataDir: 'memory' }, { owner: 'proof' });
  try {
    await migrate(database);
    let now = '';
    const context = decisionContext(database, COMPANY, { now: () => now });
    let cells = 0;
    const wrong: string[] = [];
    for (const group of groupsOf(every)) {
      let id: string | null = null;
      for (const cell of group) {
        cells += 1;
        now = askedOf(cell).now;
        id ??= await place(context, cell);
        const clicked = await clickOnce(context, cell, id);
        if (clicked.isWrong) wrong.push(nameOf(cell));
        if (!clicked.changed) continue;
        // What was decided is not as it was any more.
        await clear(context, id);
        id = null;
      }
      if (id !== null) await clear(context, id);
    }
    return { cells, wrong: wrong.length, examples: wrong.slice(0, 3) };
  } finally {
    await database.close();
  }
}

async function clickOnce(context: FlowContext, cell: Cell, id: string) {
  const before = await snapshot(context, id);
  const { verdict, version } = askedOf(cell);
  const decision = verdict === 'approved' ? { verdict } : { verdict, reason: 'not now' };
  const { refused } = await decide(context, WHO[cell.who].id, id, version, decision);
  const changed = (await snapshot(context, id)) !== before;
  const expected = expectedOf(cell);
  return { changed, isWrong: expected.allowed !== (refused === null) || expected.allowed !== changed };
}

/** The whole row and all decisions ever made about it. */
async function snapshot({ ports }: FlowContext, id: string): Promise<string> {
  return JSON.stringify([await ports.requests.read(id), await ports.decisions.list(id)]);
}

function place(context: FlowContext, cell: Cell): Promise<string> {
  const { id: _id, reference: _reference, ...request } = askedOf(cell).request;
  return storePending(context, request).then(({ id }) => id);
}

/** One request is open per target user. */
async function clear({ ports }: FlowContext, id: string): Promise<void> {
  await ports.requests.change(id, { from: OPEN_STATES }, { state: 'withdrawn' });
}

/** Cells that are about the same row. */
function groupsOf(every: number): readonly (readonly Cell[])[] {
  const cells = STORED.flatMap((axes) => [...cellsOf(axes)]).filter((_, number) => number % every === 0);
  return [...Map.groupBy(cells, (cell) => JSON.stringify(stored(cell))).values()];
}

/** What of a cell is in the row. */
function stored({ who, state, hour, needed, by, given, edited }: Cell) {
  return [given === 'by the same person' ? who : '', state, hour, needed, by, given, edited];
}

function nameOf(cell: Cell): string {
  return Object.values(cell).join(', ');
}

function membersOf(role: 'approver' | 'escalation'): ReadonlySet<string> {
  const members = Object.values(WHO).filter(({ roles }) => roles.includes(role));
  return new Set([OTHER_APPROVER, ...members.map(({ id }) => id)]);
}

const COMPANY = {
  people: new Map([
    [OTHER_APPROVER, aPerson({ id: OTHER_APPROVER })],
    ...Object.values(WHO).flatMap(({ id, person }) => (person === null ? [] : [[id, { ...person, id }] as const])),
  ]),
  groups: new Map([
    [APPROVER_GROUP, membersOf('approver')],
    [ESCALATION_GROUP, membersOf('escalation')],
    [EMERGENCY_GROUP, new Set([WHO['emergency member'].id])],
  ]),
};
