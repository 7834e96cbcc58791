import { isUtcInstant, readRunbookState, type StateBefore, type SyncServer } from './read-runbook-state.ts';
import { STEP_KINDS, type StepKind } from './step.ts';
import { type Text, text } from './text.ts';
import type { TextKey } from './text-key.ts';

export type RunbookActionResult = {
  readonly kind: StepKind;
  readonly done: boolean;
  /** ISO UTC by the clock of the host that ran it; null = the result does not mention this action. */
  readonly at: string | null;
};

export type RunbookResult =
  | {
      readonly status: 'ok';
      /** When the last action that was done was done, ISO UTC. */
      readonly at: string;
      readonly accountDisabled: boolean;
      /** What the account was before the first write; null = it was deleted, or an older script printed this. */
      readonly before: StateBefore | null;
      /** What the sync server said; null unless the script ran there. */
      readonly sync: SyncServer | null;
      /** One for each expected action, in that order. */
      readonly actions: readonly RunbookActionResult[];
    }
  /** Nothing of it may be believed; the reason says what to paste instead. */
  | { readonly status: 'refused'; readonly reason: Text };

/** More than this is no one-line result, also of somebody in hundreds of groups; characters. */
const LONGEST = 40_000;

/**
 * Reads what somebody pasted after running the runbook: the one line of JSON, alone or among other lines of the
 * console. It has to be this request's (reference) and this account's (SID), and to speak of the actions that are open.
 * It is a claim by whoever pasted it; the later sync still has to agree (design, rule 6).
 */
export function readRunbookResult(
  pasted: string,
  expected: {
    readonly reference: string;
    readonly securityIdentifier: string;
    readonly actions: readonly StepKind[];
  },
): RunbookResult {
  const result = findResult(pasted);
  if (result === null)
    return refused(AD_PROTECTED.test(pasted) ? 'runbook.result.ad-protected' : 'runbook.result.not-found');
  if (result.reference !== expected.reference) {
    return refused('runbook.result.other-request', { reference: String(result.reference ?? '').slice(0, 20) });
  }
  if (String(result.sid).toUpperCase() !== expected.securityIdentifier.toUpperCase()) {
    return refused('runbook.result.other-account');
  }
  if (typeof result.accountDisabled !== 'boolean' || !Array.isArray(result.actions)) {
    return refused('runbook.result.incomplete');
  }
  const state = readRunbookState(result);
  if (state === null) return refused('runbook.result.incomplete');
  const reported = result.actions.map(readAction).filter((action) => action !== null);
  const actions = expected.actions.map((kind) => reported.find((each) => each.kind === kind) ?? notMentioned(kind));
  const at = actions
    .flatMap((action) => (action.done && action.at !== null ? [action.at] : []))
    .sort()
    .at(-1);
  if (at === undefined) return refused('runbook.result.nothing-done');
  if (contradicts(actions, result.accountDisabled)) return refused('runbook.result.contradicts');
  return { status: 'ok', at, accountDisabled: result.accountDisabled, ...state, actions };
}

/** What the script stops with before its first write (`Assert-Identity`), also as a console wraps and marks errors. */
const AD_PROTECTED = /adminCount[\s|]+is[\s|]+1\b/;

type Fields = Readonly<Record<string, unknown>>;

/** The last line that is a result of Leaver; consoles wrap long lines, so all of it together counts as well. */
function findResult(pasted: string): Fields | null {
  if (pasted.length > LONGEST) return null;
  const lines = pasted.split(/\r?\n/).reverse();
  const unwrapped = pasted.replace(/\r?\n/g, '');
  const joined = unwrapped.slice(Math.max(0, unwrapped.indexOf('{')), unwrapped.lastIndexOf('}') + 1);
  return [...lines, joined].map(readJson).find((found) => found?.leaver === 1) ?? null;
}

function readJson(line: string): Fields | null {
  try {
    const value: unknown = JSON.parse(line.trim());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function readAction(value: unknown): RunbookActionResult | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, done, at } = value as Fields;
  const known = STEP_KINDS.find((each) => each === kind);
  if (known === undefined || typeof done !== 'boolean' || typeof at !== 'string' || !isUtcInstant(at)) return null;
  return { kind: known, done, at: new Date(at).toISOString() };
}

/** The script reads the account again at its end; what it says was done must agree with what it found. */
function contradicts(actions: readonly RunbookActionResult[], accountDisabled: boolean): boolean {
  const done = (kind: StepKind) => actions.some((action) => action.kind === kind && action.done);
  if (done('enable-account')) return accountDisabled;
  return (done('disable-account') || done('delete-account')) && !accountDisabled;
}

function notMentioned(kind: StepKind): RunbookActionResult {
  return { kind, done: false, at: null };
}

function refused(key: TextKey, values?: Readonly<Record<string, string>>): RunbookResult {
  return { status: 'refused', reason: text(key, values) };
}
