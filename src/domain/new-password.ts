import { authorityOf } from './authority.ts';
import { jsonField } from './json-field.ts';
import type { Plan } from './plan.ts';
import type { EarlierRun } from './plan-input.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/**
 * Said in every plan that lets somebody back in whose password Leaver replaced by one that nobody knows, in any run, as long
 * as nobody is seen to have set another since; null = their password is theirs. Signing in then takes a new one, which
 * people hand over, where the password lives.
 */
export function newPasswordWarning(runs: readonly EarlierRun[], targetUser: TargetUser): Text | null {
  const reset = runs
    .flatMap(({ request, steps }) => steps.map((step) => ({ reference: request.reference, step })))
    .findLast(({ step }) => step.kind === 'reset-password' && REPLACED.includes(step.state));
  if (reset === undefined) return null;
  const { step, reference } = reset;
  const stamp = jsonField(step.evidence, 'changedAt');
  const at = typeof stamp === 'string' ? stamp : (step.acceptedAt ?? step.verifiedAt ?? '');
  const slack = step.lane === 'on-premises' ? SYNCED_LATER : STAMPED_LATER;
  const { passwordChangedAt, displayName: name } = targetUser;
  if (passwordChangedAt && Date.parse(passwordChangedAt) > Date.parse(at) + slack) return null;
  const { where } = authorityOf('reset-password', targetUser);
  const setIn = where === 'cloud' || where === 'on-premises' ? where : 'provider';
  return text(`plan.warning.new-password-${setIn}`, { name, reference, at: { instant: new Date(at).toISOString() } });
}

/** The same of a plan that was made: what every card of it has to say. */
export function newPasswordOf({ warnings }: Plan): Text | null {
  return warnings.find(({ key }) => SAYS_SO.includes(key)) ?? null;
}

const SAYS_SO: readonly string[] = [
  'plan.warning.new-password-cloud',
  'plan.warning.new-password-on-premises',
  'plan.warning.new-password-provider',
];

const REPLACED: readonly string[] = ['verified', 'accepted', 'attested', 'overwritten'];

/** Milliseconds. The cloud stamps a password of AD DS when its hash comes with a sync, which may take hours between sites. */
const STAMPED_LATER = 5 * 60_000;
const SYNCED_LATER = 4 * 3_600_000;
