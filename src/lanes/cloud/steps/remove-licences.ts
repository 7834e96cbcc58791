import { adToCloud } from '../../../domain/delays.ts';
import { InternalError } from '../../../domain/errors.ts';
import type { Gap } from '../../../domain/gap.ts';
import { licenceName, licenceNames } from '../../../domain/licence-name.ts';
import { NO_LICENCE, storedLicence } from '../../../domain/licence-part.ts';
import { mailboxLicencesFrom } from '../../../domain/mailbox-licence.ts';
import type { Part } from '../../../domain/part.ts';
import { licencesLeft } from '../../../domain/parts-left.ts';
import { settledParts } from '../../../domain/settled-parts.ts';
import type { Skip } from '../../../domain/skip.ts';
import { lastSyncIn } from '../../../domain/sync-health.ts';
import { syncModelOf } from '../../../domain/sync-model.ts';
import type { Licence, TargetUser } from '../../../domain/target-user.ts';
import { type Json, text } from '../../../domain/text.ts';
import type { StepContext } from '../../../flow/ports.ts';
import { changeTogether } from '../change-together.ts';
import { field } from '../graph-answer.ts';
import { meaningOf } from '../graph-errors.ts';
import { at } from '../graph-path.ts';
import { toLicences } from '../licences.ts';
import { mailboxGroupsIn } from '../mailbox-groups-in.ts';
import {
  accepted,
  ambiguous,
  goneAt,
  objectIn,
  performedBy,
  readNow,
  type StepActions,
  type StepTools,
  sending,
  textIn,
} from '../step-actions.ts';

/**
 * Takes back the licences that were given to the person directly. Inherited ones cannot be taken here: they go when the
 * licensing group is left (graph.md 2.3); those that carry the mailbox stay by the plan. Both are gaps until they are
 * gone. Each is a part, with its disabled plans as they are right before it is taken: that is what a restore gives
 * back.
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
      const gaps = leftOf(licences, context, tools);
      const toDo = direct.map(licencePart);
      if (toDo.length > 0) return { status: 'needed', snapshot: {}, gaps, partsFound: { toDo } };
      return { status: 'already', note: whyNone(licences), snapshot: {}, gaps };
    },

    async perform(context) {
      const { step, targetUserId, facts } = context;
      const licences = await readLicences(tools, { targetUserId, facts });
      if (licences === null) return { status: 'look-first', seconds: tools.settleSeconds };
      // What came since the look is no part yet: the next one finds it.
      const parts = knownIn(step).flatMap((part) => {
        const licence = licences.find(({ skuId, direct }) => direct && skuId === part.id);
        return licence === undefined ? [] : [{ part, before: storedLicence(licence) }];
      });
      if (parts.length === 0) return accepted(tools, {});
      const body = { addLicenses: [], removeLicenses: parts.map(({ part }) => part.id) };
      const path = at`/users/${targetUserId}/assignLicense`;
      const send = () => tools.graph.write('POST', path, body, sending(context));
      const write = await changeTogether(context, { parts, done: NO_LICENCE, send });
      // Our own read lagged: what it showed is gone already. Read again before saying anything.
      if (write.outcome === 'refused' && meaningOf(write) === 'licence-absent') return ambiguous(tools);
      return performedBy(tools, write);
    },

    async verify(context) {
      const { step, targetUserId, facts } = context;
      const licences = await readLicences(tools, { targetUserId, facts });
      if (licences === null) return goneAt(tools, step, 'account');
      const known = knownIn(step);
      const isDirect = ({ id }: Pick<Part, 'id'>) => licences.some(({ direct, skuId }) => direct && skuId === id);
      const still = known.filter(isDirect);
      const evidence = { ...objectIn(step.evidence), still: still.map(({ id }) => id) };
      if (still.length > 0) return { status: 'not-seen', evidence, items: still };
      const partsFound = { ended: settledParts(known, isDirect, () => NO_LICENCE) };
      return { status: 'seen', evidence, gaps: leftOf(licences, context, tools), partsFound };
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

function leftOf(licences: readonly Licence[], context: StepContext, { clock }: StepTools): readonly Gap[] {
  const { step, facts } = context;
  return licencesLeft(licences, {
    direct: keptIn(step.parameters),
    inherited: mailboxLicencesFrom(mailboxGroupsIn(context), facts).map(({ skuId }) => skuId),
    groupName: groupNames(facts),
    isInAd: (id) => facts.memberships.some(({ groupId, class: of }) => groupId === id && of === 'synced'),
    isOverdue: isOverdue(context, clock.now()),
  });
}

/**
 * That the groups in AD DS were left is only said, and every sync since had the time to show it; not where a look found
 * since that none ran.
 */
function isOverdue({ steps, facts }: StepContext, now: Date): boolean {
  const said = steps.find(({ kind }) => kind === 'leave-ad-groups');
  if (said?.state !== 'attested' || said.acceptedAt === null) return false;
  const sync = lastSyncIn({ facts }, steps);
  if (sync !== null && sync.readAt > said.acceptedAt && sync.at <= said.acceptedAt) return false;
  const [, , latest] = adToCloud(syncModelOf(facts.adDomain));
  return now.getTime() - Date.parse(said.acceptedAt) > latest * 60_000;
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

/** A licence as the parts of a step name it. */
export function licencePart({ skuId, name }: Pick<Licence, 'skuId' | 'name'>) {
  return { kind: 'licence' as const, id: skuId, name: licenceName(name) };
}

/**
 * What this step takes; the same licence through a group is a part of its own, and left. One that stays by the plan is
 * none of it either, also once somebody else took it: given again, it stays as it was chosen to.
 */
function knownIn({ parts, parameters }: StepContext['step']): readonly Part[] {
  const keeps = keptIn(parameters);
  return parts.filter(
    ({ kind, id, through, state }) => kind === 'licence' && through === null && state !== 'left' && !keeps.includes(id),
  );
}
