import type { Row, Rows } from './kept-rows.ts';
import { DECIDERS } from './people.ts';

type Pressed = { readonly actorId: string; readonly verb: string; readonly requestId: string };

/** What nobody changes on a card, whatever they press. */
const FROZEN = [
  ...['id', 'number', 'kind', 'plan', 'plan_hash', 'facts', 'needs', 'created_at', 'requester_id', 'requester_name'],
  ...['target_user_id', 'target_user_name', 'target_user_principal_name'],
];

/**
 * Why the rows after a click cannot come from that button, whatever it stands for; null = they can. Plan, plan hash,
 * people and choices other than the hour stay; other requests, their ledgers and decisions stay; a decision is by who
 * clicked. Who asks approvers anew has asked once more, which counts for nobody else.
 */
export function whatMustStay(before: Rows, after: Rows, pressed: Pressed): string | null {
  return (
    otherRequestFault(before, after, pressed) ??
    frozenFault(rowOf(before, pressed), rowOf(after, pressed), pressed) ??
    decisionFault(before, after, pressed)
  );
}

function otherRequestFault(before: Rows, after: Rows, { verb, requestId, actorId }: Pressed): string | null {
  const others = ({ requests, steps, decisions, starts, stops }: Rows) =>
    JSON.stringify([
      requests.filter((row) => row.id !== requestId && known(row)),
      steps.filter((row) => row.request_id !== requestId && known(row)),
      decisions.filter((row) => row.request_id !== requestId),
      starts.filter((row) => !isAsk(row)),
      stops,
    ]);
  const ids = new Set(before.requests.map(({ id }) => id));
  // A block that is refused afterwards is followed by the proposal to undo it.
  const known = (row: Row) => verb !== 'refuse-block' || ids.has(row.request_id ?? row.id);
  if (others(before) !== others(after)) return 'another request was changed';
  const old = new Set(before.starts.map((row) => JSON.stringify(row)));
  const asked = after.starts.filter((row) => isAsk(row) && !old.has(JSON.stringify(row)));
  return asked.length <= 1 && asked.every(({ key }) => key === actorId) ? null : 'it counts as an ask of somebody else';
}

function isAsk({ kind }: Row): boolean {
  return kind === 'asked';
}

function frozenFault(before: Row | undefined, after: Row | undefined, { verb }: Pressed): string | null {
  if (before === undefined || after === undefined) return 'the request is gone';
  const moved = FROZEN.find((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (moved !== undefined) return `${moved} was changed`;
  const { when: was, ...choices } = before.choices as Row;
  const { when: is, ...chosen } = after.choices as Row;
  if (JSON.stringify(choices) !== JSON.stringify(chosen)) return 'choices other than the hour were changed';
  const mayMove = ['postpone', 'move', 'new-date', 'run-now'].includes(verb);
  return mayMove || JSON.stringify(was) === JSON.stringify(is) ? null : 'the hour was changed';
}

function decisionFault(before: Rows, after: Rows, pressed: Pressed): string | null {
  const made = after.decisions.slice(before.decisions.length);
  const row = rowOf(before, pressed);
  const parties = [row?.requester_id, row?.target_user_id];
  if (made.some(({ by }) => by !== pressed.actorId)) return 'a decision in the name of somebody else';
  if (made.some(({ by }) => !DECIDERS.has(String(by)) || parties.includes(by))) return 'decided by who may not';
  return made.length > 1 ? 'more than one decision' : null;
}

function rowOf({ requests }: Rows, { requestId }: Pressed): Row | undefined {
  return requests.find(({ id }) => id === requestId);
}
