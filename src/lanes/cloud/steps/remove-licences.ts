import { InternalError } from '../../../domain/errors.ts';
import type { Gap } from '../../../domain/gap.ts';
import { licenceName, licenceNames } from '../../../domain/licence-name.ts';
import { mailboxLicencesFrom } from '../../../domain/mailbox-licence.ts';
import { licencesLeft } from '../../../domain/parts-left.ts';
import type { Skip } from '../../../domain/skip.ts';
import type { Licence, TargetUser } from '../../../domain/target-user.ts';
import { type Json, text } from '../../../domain/text.ts';
import type { StepContext } from '../../../flow/ports.ts';
import { field } from '../graph-answer.ts';
import { meaningOf } from '../graph-errors.ts';
import { at } from '../graph-path.ts';
import { toLicences } from '../licences.ts';
import { mailboxGroupsIn } from '../mailbox-groups-in.ts';
import {
  accepted,
  ambiguous,
  performedBy,
  readNow,
  rowsIn,
  type StepActions,
  type StepTools,
  sending,
  textIn,
} from '../step-actions.ts';

/**
 * Takes back the licences that were given to the person directly. Inherited ones cannot be taken here: they go when the
 * licensing group is left (graph.md 2.3); those that carry the mailbox stay by the plan. Both are gaps until they are gone.
 * SKU and disabled plans are the snapshot that a restore gives back; nothing is taken that is not in it.
 */
export function removeLicences(tools: StepTools): StepActions {
  return {
    async look(context) {
      const { step, targetUserId, facts } = context;
      if (textIn(step.parameters, 'licences') !== 'all-direct-licences')
        throw new InternalError('unknown class of licences');
      const licences = await readLicences(tools, { targetUserId, facts });
      if (licences === null) return { status: 'refused', note: text('graph.refused.not-found') };
      const keeps = keptIn(step.parameters);
      const direct = licences.filter((licence) => licence.direct && !keeps.includes(licence.skuId));
      const snapshot = { licences: direct.map(({ skuId, name, disabledPlans }) => ({ skuId, name, disabledPlans })) };
      const gaps = leftOf(licences, context);
      if (direct.length > 0) return { status: 'needed', snapshot, gaps };
      return { status: 'already', note: whyNone(licences), snapshot, gaps };
    },

    async perform(context) {
      const { step, targetUserId } = context;
      // What came since the look is in no snapshot: taken away, nobody could give it back.
      const direct = (await readDirect(tools, targetUserId)).filter((skuId) => skusIn(step.snapshot).includes(skuId));
      if (direct.length === 0) return accepted(tools, { removed: skusIn(step.snapshot) });
      const body = { addLicenses: [], removeLicenses: direct };
      const write = await tools.graph.write('POST', at`/users/${targetUserId}/assignLicense`, body, sending(context));
      // Our own read lagged: what it showed is gone already. Read again before saying anything.
      if (write.outcome === 'refused' && meaningOf(write) === 'licence-absent') return ambiguous(tools);
      return performedBy(tools, write, { removed: direct });
    },

    async verify(context) {
      const { step, targetUserId, facts } = context;
      const licences = (await readLicences(tools, { targetUserId, facts })) ?? [];
      const taken = skusIn(step.snapshot);
      const still = licences.filter(({ direct, skuId }) => direct && taken.includes(skuId));
      const evidence = { removed: taken, still: still.map(({ skuId }) => skuId) };
      if (still.length === 0) return { status: 'seen', evidence, gaps: leftOf(licences, context) };
      const items = still.map(({ skuId, name }) => ({ id: skuId, name: licenceName(name) }));
      return { status: 'not-seen', evidence, items };
    },
  };
}

/** None is there to take: what is given directly now stays for the mailbox. */
function whyNone(licences: readonly Licence[]): Skip {
  const kept = licences.filter(({ direct }) => direct);
  if (kept.length > 0) return text('graph.licences.only-kept', { count: kept.length, licences: licenceNames(kept) });
  if (licences.length === 0) return text('graph.licences.none');
  return text('graph.licences.only-inherited', { licences: licenceNames(licences) });
}

/** Licences that the approved plan leaves, since they carry the mailbox. */
function keptIn(parameters: Json): readonly string[] {
  const keeps = field(parameters, 'keeps');
  return Array.isArray(keeps) ? keeps.map((skuId) => String(skuId)) : [];
}

/** Every licence of the person now, direct and inherited; null = the directory has no such person. */
async function readLicences(
  tools: StepTools,
  { targetUserId, facts }: Pick<StepContext, 'targetUserId' | 'facts'>,
): Promise<readonly Licence[] | null> {
  const targetUser = await readNow(tools, targetUserId, FIELDS);
  if (targetUser === null) return null;
  const nameOf = (skuId: string) => facts.licences.find((licence) => licence.skuId === skuId)?.name ?? skuId;
  return toLicences(targetUser.licenseAssignmentStates ?? [], nameOf);
}

function leftOf(licences: readonly Licence[], context: StepContext): readonly Gap[] {
  const { step, facts } = context;
  return licencesLeft(licences, {
    direct: keptIn(step.parameters),
    inherited: mailboxLicencesFrom(mailboxGroupsIn(context), facts).map(({ skuId }) => skuId),
    groupName: groupNames(facts),
  });
}

function groupNames({ memberships }: TargetUser) {
  return (groupId: string) => memberships.find((each) => each.groupId === groupId)?.name ?? groupId;
}

const FIELDS = 'id,licenseAssignmentStates';

/** SKU ids that are assigned directly now. */
export async function readDirect(tools: StepTools, targetUserId: string): Promise<readonly string[]> {
  const targetUser = await readNow(tools, targetUserId, FIELDS);
  return toLicences(targetUser?.licenseAssignmentStates ?? [])
    .filter(({ direct }) => direct)
    .map(({ skuId }) => skuId);
}

function skusIn(snapshot: Json): readonly string[] {
  return rowsIn(snapshot, 'licences').flatMap((licence) => textIn(licence, 'skuId') ?? []);
}
