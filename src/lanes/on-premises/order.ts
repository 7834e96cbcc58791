import type { OnPremisesKind } from '../../domain/ad-account.ts';
import { rdnOf } from '../../domain/ad-domain.ts';
import { jsonField } from '../../domain/json-field.ts';
import type { StepRecord, StepState } from '../../domain/outcome.ts';
import type { StepContext } from '../../flow/ports.ts';
import { resultIn } from './evidence.ts';
import type { AdOrder } from './way.ts';

/** The order for any way into AD DS; null when the directory does not say which account it is. */
export function orderFor({ step, steps, facts }: StepContext): AdOrder | null {
  const { onPremises } = facts;
  if (onPremises === null || onPremises.securityIdentifier === '' || onPremises.immutableId === '') return null;
  return {
    stepId: step.id,
    kind: step.kind as OnPremisesKind,
    target: { ...onPremises, places: placesOf(onPremises.distinguishedName, steps) },
    parameters: step.parameters,
    server: serverWritten(steps),
  };
}

const TRIED: readonly StepState[] = ['running', 'ambiguous', 'accepted', 'attested', 'verified', 'overwritten'];

/**
 * Where Graph says it is, and where a step of this request moved it: the cloud hears of that only with the next sync.
 */
function placesOf(distinguishedName: string, steps: readonly StepRecord[]): readonly string[] {
  const moved = steps
    .filter(({ kind, state }) => (kind === 'move-to-ou' || kind === 'return-to-ou') && TRIED.includes(state))
    .flatMap(({ kind, parameters }) => {
      if (kind === 'move-to-ou') return [`${rdnOf(distinguishedName)},${String(parameters.ou)}`];
      const former = jsonField(parameters.snapshot ?? null, 'distinguishedName');
      return typeof former === 'string' ? [former] : [];
    });
  return [distinguishedName, ...moved];
}

/** Later steps and every look go to the domain controller that took the last write: others hear of it later. */
function serverWritten(steps: readonly StepRecord[]): string | null {
  const servers = steps.map(({ evidence }) => resultIn(evidence)?.server ?? null).filter((server) => server !== null);
  return servers.at(-1) ?? null;
}
