import { createHash } from 'node:crypto';
import { ON_PREMISES_KINDS } from '../../../domain/ad-account.ts';
import type { Request } from '../../../domain/request.ts';
import { runbookOf } from '../../../domain/runbook.ts';
import { STEP_KINDS, type StepKind } from '../../../domain/step.ts';
import { AD_DOMAIN, aPlan, aPlannedStep, aRequest, aSyncedTargetUser, ON_PREMISES } from '../gallery/given.ts';

/** The one literal that a script holds, and what is around it. */
export type ScriptParts = { readonly around: string; readonly literals: readonly string[] };

function scriptParts(script: string): ScriptParts {
  const literals = [...script.matchAll(LITERAL)].map(([, literal = '']) => literal);
  return { around: script.replace(LITERAL, "FromBase64String('')"), literals };
}

const LITERAL = /FromBase64String\('([^']*)'\)/g;

/** Every set of actions has a number. */
const ACTION_SETS = 2 ** ON_PREMISES_KINDS.length - 1;

/** What these words did to the script that does this set of actions. */
export function scriptHarm(written: string, set: number): readonly string[] {
  return harmOf(scriptFor, written, set);
}

/** The control: the distinguished name put into the script as well, quoted as carefully as one line can. */
export function carelessScriptHarm(written: string, set: number): readonly string[] {
  const quoted = (name: string, each: number) => `${scriptFor(name, each)}\n$name = '${name.replaceAll("'", "''")}'\n`;
  return harmOf(quoted, written, set);
}

type MakeScript = (written: string, set: number) => string;

function scriptFor(written: string, set: number): string {
  const made = runbookOf({ request: requestAbout(written), actions: actionsOf(set) });
  if (made === null) return '';
  const digest = createHash('sha256').update(made.script).digest('hex');
  return digest === made.digest ? made.script : 'the digest is of another script';
}

function harmOf(make: MakeScript, written: string, set: number): readonly string[] {
  const { around, literals } = scriptParts(make(written, set));
  const [literal = ''] = literals;
  return [
    ...(literals.length === 1 ? [] : [`there are ${literals.length} literals`]),
    ...(/^[A-Za-z0-9+/]+={0,2}$/.test(literal) ? [] : ['the literal is no base64']),
    ...(around === scriptParts(make('Adele', set)).around ? [] : ['the script is another around the literal']),
    ...(around.includes('`') ? ['a back-tick would end the block that the script is sent in'] : []),
    ...(isAbout(orderIn(literal), written, actionsOf(set)) ? [] : ['the order does not say what was given']),
  ];
}

function isAbout(order: Readonly<Record<string, unknown>>, written: string, actions: readonly StepKind[]): boolean {
  const given = written === '' ? null : written;
  const groups = actions.some((kind) => ['rejoin-ad-groups', 'restore-account'].includes(kind)) ? [written] : [];
  const expected = {
    reference: written,
    distinguishedName: written,
    samAccountName: written,
    domainName: written,
    anchor: written,
    actions,
    groups,
    ou: actions.includes('move-to-ou') ? given : null,
    formerPlace: actions.includes('return-to-ou') ? given : null,
  };
  return Object.entries(expected).every(([name, value]) => JSON.stringify(order[name]) === JSON.stringify(value));
}

function orderIn(literal: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(literal, 'base64').toString('utf8'));
  } catch {
    return {};
  }
}

function actionsOf(set: number): readonly StepKind[] {
  const bits = (set % ACTION_SETS) + 1;
  const chosen = ON_PREMISES_KINDS.filter((_, at) => (bits & (1 << at)) !== 0);
  return STEP_KINDS.filter((kind) => chosen.some((each) => each === kind));
}

/** A request in which everything that reaches the script was written by somebody else. */
function requestAbout(written: string): Request {
  const snapshot = {
    distinguishedName: written,
    groups: [written, written],
    attributes: { [written]: [written], mail: [written] },
    hidden: null,
  };
  const steps = ON_PREMISES_KINDS.map((kind) => aPlannedStep({ kind, parameters: { ou: written, snapshot } }));
  const onPremises = {
    ...ON_PREMISES,
    distinguishedName: written,
    samAccountName: written,
    domainName: written,
    immutableId: written,
    userPrincipalName: written,
  };
  const adDomain = { ...AD_DOMAIN, inScopeOus: [written], leaversOu: written };
  const facts = aSyncedTargetUser({ displayName: written, userPrincipalName: written, onPremises, adDomain });
  return aRequest({ reference: written, facts, plan: aPlan({ steps }) });
}
