import { groupsOf, licencesOf } from '../taken.ts';
import { bare } from '../words-of-tenant.ts';
import { CADENCE, type Claim, type Predicate, SLACK, TAKING_IN } from './claim.ts';
import { isBlocked, isDeleted, isIn } from './effects.ts';
import { isUndone, replyChanged, replyIsNotLeavers, since, syncTurnedBack, wasBegun } from './evidence.ts';
import { hasMailbox, namesOf } from './plan-claims.ts';
import { changedBack, heldBetween, stepOf, wasBroken } from './step-claims.ts';

/** That the person can sign in although a block was asked for: it was changed back, or was asked about. */
const SAY_LET_IN: readonly string[] = ['flow.proposal-in', 'flow.proposal-looking'];

/** The same, since Microsoft 365 refused it: said of now, for as long as there are looks. */
const SAY_STILL_LET_IN: readonly string[] = [
  'card.runbook.headline-refused',
  'card.runbook.headline-refused-elsewhere',
  'graph.block.refused-by-sync',
  'graph.on-premises.disable-account-refused',
  'propagation.explains.block-refused',
  'propagation.explains.block-refused-elsewhere',
  'propagation.explains.waits-for-ad-refused',
  'report.headline.block-refused',
  'report.headline.block-refused-elsewhere',
  'report.todo.runbook-refused',
];

/** What a step says about itself below its title, and the flow in passing. */
export const NOTE_CLAIMS: Readonly<Record<string, Predicate>> = {
  'flow.proposal-in-by-sync': (claim) => syncTurnedBack(claim, 'block-sign-in'),
  'flow.in-place-since': (claim) => syncTurnedBack(claim, 'block-sign-in'),
  'flow.in-place-since-unknown': (claim) => changedBack(claim, 'block-sign-in'),
  'flow.again-waits': (claim) => syncTurnedBack(claim, 'block-sign-in'),
  'flow.again-waits-unknown': (claim) => changedBack(claim, 'block-sign-in'),
  'flow.again-soon': (claim) => syncTurnedBack(claim, 'block-sign-in'),
  'flow.changed-done-again': (claim) => changedBack(claim, stepOf(claim)),
  'flow.changed-done-again-by': (claim) => changedBack(claim, stepOf(claim)),
  'flow.done-again': (claim) => syncTurnedBack(claim, 'block-sign-in'),
  'flow.done-again-by': (claim) => syncTurnedBack(claim, 'block-sign-in'),
  'flow.overwritten.block-sign-in': (claim) => syncTurnedBack(claim, 'block-sign-in'),
  'flow.overwritten.block-sign-in-by': (claim) => syncTurnedBack(claim, 'block-sign-in'),
  'flow.again-soon-unknown': (claim) => changedBack(claim, 'block-sign-in'),
  'flow.done-again-unknown': (claim) => changedBack(claim, 'block-sign-in'),
  'flow.overwritten.block-sign-in-unknown': (claim) => changedBack(claim, 'block-sign-in'),
  'flow.overwritten.unblock-sign-in-by-sync': (claim) => syncTurnedBack(claim, 'unblock-sign-in'),
  'flow.overwritten.unblock-sign-in': (claim) => changedBack(claim, 'unblock-sign-in'),
  'flow.overwritten.named': (claim) => wasBroken(claim, stepOf(claim)),
  'flow.said.delete-account': (claim) => wasBroken(claim, 'delete-account'),
  'flow.said.disable-account': (claim) => wasBroken(claim, 'disable-account'),
  'flow.said.enable-account': (claim) => wasBroken(claim, 'enable-account'),
  'flow.said.move-to-ou': (claim) => notAsSaid(claim, 'move-to-ou'),
  'flow.said.return-to-ou': (claim) => notAsSaid(claim, 'return-to-ou'),
  'flow.said.restore-account': (claim) => wasBroken(claim, 'restore-account'),
  'flow.said.other': (claim) => wasBroken(claim, stepOf(claim)),
  'flow.undone.ad-place': (claim) => wasBroken(claim, stepOf(claim)),
  'flow.undone.ad-otherwise': (claim) => wasBroken(claim, stepOf(claim)),
  'flow.undone.person': (claim) => undoneBy(claim, 'tenant', 'unblocked'),
  'flow.undone.somebody': (claim) => undoneBy(claim, 'tenant', 'unblocked'),
  'flow.undone.ad': (claim) => undoneBy(claim, 'ad-console', 'ad-enabled'),
  'flow.overwritten.leave-groups': (claim) =>
    isUndone(claim, groupsOf, true) ? null : 'no group that was left is back',
  'flow.overwritten.rejoin-groups': (claim) =>
    isUndone(claim, groupsOf, false) ? null : 'no group that was given back is gone',
  'flow.overwritten.remove-licences': (claim) =>
    isUndone(claim, licencesOf, true) ? null : 'no licence that was removed is back',
  'flow.overwritten.return-licences': (claim) =>
    isUndone(claim, licencesOf, false) ? null : 'no licence that was given back is gone',
  'flow.overwritten.set-auto-reply': (claim) => replyChanged(claim),
  'graph.auto-reply.changed-since': (claim) => replyIsNotLeavers(claim),
  'flow.overwritten.disable-devices': (claim) => wasBroken(claim, 'disable-devices'),
  'flow.overwritten.enable-devices': (claim) => wasBroken(claim, 'enable-devices'),
  'flow.overwritten.share-onedrive': (claim) => wasBroken(claim, 'share-onedrive'),
  'flow.overwritten.move-to-ou': (claim) => wasBroken(claim, 'move-to-ou'),
  'flow.overwritten.return-to-ou': (claim) => wasBroken(claim, 'return-to-ou'),
  'flow.overwritten.leave-ad-groups': (claim) => wasBroken(claim, 'leave-ad-groups'),
  'flow.overwritten.delete-account': (claim) => wasBroken(claim, 'delete-account'),
  'flow.overwritten.restore-account': (claim) => wasBroken(claim, 'restore-account'),
  'flow.overwritten.disable-account': (claim) => wasBroken(claim, 'disable-account'),
  'flow.overwritten.enable-account': (claim) => someMoment(claim, isBlocked, 'the account was never blocked'),
  'flow.watch-ended-by': (claim) => wasBegun(claim, claim.values.reference ?? ''),
  'flow.watch-ended-by-deletion': (claim) => wasBegun(claim, claim.values.reference ?? ''),
  'flow.seen-by': (claim) => wasBegun(claim, claim.values.reference ?? ''),
  'flow.step-turned': (claim) => wasBegun(claim, claim.values.reference ?? ''),
  'flow.step-turned-handed-out': (claim) => wasBegun(claim, claim.values.reference ?? ''),
  'report.headline.turned-round': (claim) => wasBegun(claim, claim.values.reference ?? ''),
  'report.headline.turned-round-in-before': (claim) =>
    wasBegun(claim, claim.values.reference ?? '') ?? changedBack(claim, 'block-sign-in'),
  'report.headline.turned-round-disabled': (claim) => wasBegun(claim, claim.values.reference ?? ''),
  'report.headline.disabled-after': (claim) => wasBegun(claim, claim.values.by ?? ''),
  'notice.step-disabled-after': (claim) => wasBegun(claim, claim.values.other ?? ''),
  'report.headline.turned-round-restore': (claim) => wasBegun(claim, claim.values.reference ?? ''),
  'flow.watch-rests': (claim) => wasBegun(claim, claim.values.reference ?? ''),
  'flow.gone.account-in-ad': (claim) => someMoment(claim, isDeleted, 'the account was not deleted'),
  'flow.gone.account': (claim) => someMoment(claim, isDeleted, 'the account was not deleted'),
  'flow.gone.blocked': (claim) => someMoment(claim, isDeleted, 'the account was not deleted'),
  'gap.of-step-gone': (claim) => someMoment(claim, isDeleted, 'the account was not deleted'),
  'flow.gone.drive': (claim) => someMoment(claim, ({ people }, id) => people[id]?.drive == null, 'there are files'),
  'flow.gone.mailbox': (claim) => someMoment(claim, (state, id) => !hasMailbox(state, id), 'there is a mailbox'),
  'report.gap.gone-account-in-ad': (claim) => someMoment(claim, isDeleted, 'the account was not deleted'),
  'report.todo.changed-back-gone': (claim) => someMoment(claim, isDeleted, 'the account was not deleted'),
  'report.gap.gone-account': (claim) => someMoment(claim, isDeleted, 'the account was not deleted'),
  'report.gap.gone-drive': (claim) =>
    someMoment(claim, ({ people }, id) => people[id]?.drive == null, 'there are files'),
  'report.gap.gone-mailbox': (claim) => someMoment(claim, (state, id) => !hasMailbox(state, id), 'there is a mailbox'),
  'report.gap.not-found-once': (claim) =>
    someMoment(claim, (state, id) => isAnythingGone(state, id), 'the account, the mailbox and the files are there'),
  'propagation.restore.explains.gone': (claim) => someMoment(claim, isDeleted, 'the account was not deleted'),
  'propagation.explains.changed-back': (claim) => changedBack(claim, 'block-sign-in'),
  'propagation.restore.explains.changed-back': (claim) => changedBack(claim, 'unblock-sign-in'),
  'flow.temporary': (claim) => wasBroken(claim, 'disable-account'),
  'flow.throttled': (claim) => answered(claim, 429),
  'flow.look-throttled': (claim) => answered(claim, 429),
  'flow.look-answered': (claim) => answered(claim, Number(claim.values.status)),
  'flow.answered': (claim) => answered(claim, Number(claim.values.status)),
  'flow.only-answered': (claim) => answered(claim, Number(claim.values.status)),
  'flow.unnecessary': (claim) => {
    const kind = stepOf(claim);
    return kind === null ? null : heldBetween(claim, kind, claim.asked - SLACK, claim.shown.at);
  },
  'flow.unnecessary-in-cloud': (claim) => someMoment(claim, isIn, 'the account was blocked'),
  'graph.block.already': (claim) => someMoment(claim, isBlocked, 'the account was enabled'),
  'graph.block.already-by': (claim) => someMoment(claim, isBlocked, 'the account was enabled'),
  'graph.unblock.already': (claim) => someMoment(claim, isIn, 'the account was blocked'),
  'graph.unblock.by-sync': (claim) => someMoment(claim, isIn, 'the account was blocked'),
  'graph.delete.already': (claim) => someMoment(claim, isDeleted, 'the account was not deleted'),
  'graph.restore.already': (claim) =>
    someMoment(claim, (state, id) => !isDeleted(state, id), 'the account was deleted'),
  'graph.groups.last-owner': (claim) => stillIn(claim, claim.values.groups ?? ''),
  'graph.groups.refused': (claim) => stillIn(claim, claim.values.groups ?? ''),
  'graph.groups.not-rejoined': (claim) => notIn(claim, claim.values.groups ?? ''),
  'graph.groups.none': (claim) =>
    someMoment(claim, (state, id) => groupsOf(state, id).length === 0, 'the person is in groups'),
  'graph.licences.none': (claim) =>
    someMoment(claim, (state, id) => licencesOf(state, id).length === 0, 'the person has licences'),
  'graph.devices.none': (claim) =>
    someMoment(claim, (state, id) => devices(state, id).length === 0, 'the person has devices'),
  'graph.devices.left': (claim) => devicesAre(claim, claim.values.left ?? '', true),
  'graph.devices.refused': (claim) => devicesAre(claim, claim.values.refused ?? '', true),
  'graph.devices.not-enabled': (claim) => devicesAre(claim, claim.values.devices ?? '', false),
  'graph.groups.last-owner-and-refused': (claim) =>
    stillIn(claim, `${claim.values.lastOwner}, ${claim.values.refused}`),
  ...Object.fromEntries(
    SAY_LET_IN.map((key): [string, Predicate] => [key, (claim) => someMoment(claim, isIn, 'the account is blocked')]),
  ),
  ...Object.fromEntries(
    SAY_STILL_LET_IN.map((key): [string, Predicate] => [key, (claim) => lately(claim, isIn, 'the account is blocked')]),
  ),
  'graph.block.refused-but-out': (claim) => lately(claim, isBlocked, 'the account is enabled'),
  'graph.unblock.refused-by-sync': (claim) => someMoment(claim, isBlocked, 'the account is not blocked'),
  'graph.on-premises.deleted-already': (claim) => someMoment(claim, isDeleted, 'the account was not deleted'),
  'graph.on-premises.restored-already': (claim) =>
    someMoment(claim, (state, id) => !isDeleted(state, id), 'the account was deleted'),
  'sync.todo.paused': (claim) =>
    claim.past.some(claim.asked, claim.shown.at, ({ sync }) => sync.paused) ? null : 'the scheduler runs',
  'sync.todo.deletion-held': (claim) => deletedInAd(claim),
  'report.step.deletion-held': (claim) => deletedInAd(claim),
  'report.headline.deletion-held': (claim) => deletedInAd(claim),
  'notice.deletion-held': (claim) => deletedInAd(claim),
  'sync.todo.errors': (claim) => hasSyncErrors(claim),
  'sync.todo.errors-cloud-sync': (claim) => hasSyncErrors(claim),
  'graph.devices.already-by': (claim) => devicesAre(claim, claim.values.items ?? '', false),
  'graph.devices.already': (claim) =>
    someMoment(
      claim,
      (state, id) => devices(state, id).every(({ accountEnabled }) => !accountEnabled),
      'a device is enabled',
    ),
  'graph.auto-reply.no-mailbox': (claim) =>
    someMoment(claim, (state, id) => !hasMailbox(state, id), 'there is a mailbox'),
  'graph.auto-reply.mailbox-not-back': (claim) =>
    someMoment(claim, (state, id) => !hasMailbox(state, id), 'there is a mailbox'),
  'graph.share.no-drive': (claim) =>
    someMoment(claim, ({ people }, id) => people[id]?.drive == null, 'there are files'),
  'propagation.explains.turned-back': (claim) => syncTurnedBack(claim, 'block-sign-in'),
  'propagation.restore.explains.turned-back': (claim) => syncTurnedBack(claim, 'unblock-sign-in'),
  'plan.explain.devices.disabled': (claim) => countsDevices(claim),
};

/** Graph gave that answer since the request. */
function answered({ past, asked, shown }: Claim, status: number): string | null {
  const isSo = past.calls.some((call) => call.status === status && call.at >= asked - SLACK && call.at <= shown.at);
  return isSo ? null : `Graph never answered ${status}`;
}

type State = Parameters<typeof isBlocked>[0];

function deletedInAd(claim: Claim): string | null {
  const isGone = ({ people }: State, id: string) => people[id]?.ad?.deletedAt != null;
  return someMoment(claim, isGone, 'the account was not deleted in Active Directory');
}

function isAnythingGone(state: State, id: string): boolean {
  return isDeleted(state, id) || !hasMailbox(state, id) || state.people[id]?.drive == null;
}

function someMoment(
  { past, personId: id, asked, shown }: Claim,
  holds: (state: State, id: string) => boolean,
  otherwise: string,
): string | null {
  return id === null || past.some(asked - SLACK, shown.at, (state) => holds(state, id)) ? null : otherwise;
}

/**
 * So at some moment since the request; while that is watched, since Leaver's look before its last one, or within
 * {@link CADENCE}.
 */
function lately(claim: Claim, holds: (state: State, id: string) => boolean, otherwise: string): string | null {
  const { past, personId, asked, shown, isWatched } = claim;
  if (!isWatched) return someMoment(claim, holds, otherwise);
  const from = Math.min(shown.at - CADENCE, past.lastRead(personId ?? '', shown.at - TAKING_IN));
  return someMoment({ ...claim, asked: Math.max(asked, from) }, holds, otherwise);
}

/** What the card that somebody has now has to say of now as well. */
export const STILL_LET_IN_CLAIMS: Readonly<Record<string, Predicate>> = Object.fromEntries(
  Object.entries(NOTE_CLAIMS).filter(
    ([key]) => SAY_STILL_LET_IN.includes(key) || key === 'graph.block.refused-but-out',
  ),
);

function undoneBy(claim: Claim, actor: string, what: string): string | null {
  return since(claim).some((entry) => entry.actor === actor && entry.what === what)
    ? null
    : `nobody did that (${what})`;
}

function stillIn(claim: Claim, list: string): string | null {
  return membership(claim, list, (isIn) => isIn, 'not in');
}

function notIn(claim: Claim, list: string): string | null {
  return membership(claim, list, (isIn) => !isIn, 'in');
}

function membership(claim: Claim, list: string, wanted: (isIn: boolean) => boolean, otherwise: string): string | null {
  const { past, personId: id, asked, shown } = claim;
  if (id === null) return null;
  const known = Object.values(past.at(shown.at).groups);
  const wrong = namesOf(
    list,
    known.map(({ displayName }) => displayName),
  ).filter((name) => {
    const group = known.find(({ displayName }) => bare(displayName) === bare(name));
    if (group === undefined) return true;
    return !past.some(asked, shown.at, (state) =>
      wanted((state.groups[group.id]?.members.includes(id) || state.groups[group.id]?.owners.includes(id)) ?? false),
    );
  });
  return wrong.length === 0 ? null : `${otherwise} ${wrong.join(', ')}`;
}

function devices(state: State, id: string) {
  return Object.values(state.devices).filter(({ owners }) => owners.includes(id));
}

function devicesAre(claim: Claim, list: string, enabled: boolean): string | null {
  const { past, asked, shown, personId: id } = claim;
  const known = Object.values(past.at(shown.at).devices);
  const wrong = namesOf(
    list.replace(/ \([^)]*\)/g, ''),
    known.map(({ displayName }) => displayName),
  ).filter((name) => {
    const device = known.find(({ displayName }) => bare(displayName) === bare(name));
    return (
      device === undefined ||
      !past.some(asked, shown.at, (state) => state.devices[device.id]?.accountEnabled === enabled)
    );
  });
  return id === null || wrong.length === 0 ? null : `not ${enabled ? 'enabled' : 'disabled'}: ${wrong.join(', ')}`;
}

function countsDevices(claim: Claim): string | null {
  return someMoment(
    claim,
    (state, id) => devices(state, id).length >= Number(claim.values.count ?? 1),
    'not so many devices',
  );
}

function hasSyncErrors(claim: Claim): string | null {
  return someMoment(
    claim,
    ({ people }, id) => (people[id]?.cloud?.onPremisesProvisioningErrors ?? []).length > 0,
    'there are no sync errors',
  );
}

/** Somebody said that it is done, and it was not at some moment since then. */
function notAsSaid(claim: Claim, kind: string): string | null {
  const { deeds, reference, shown } = claim;
  const said = deeds.findLast(
    ({ verb, reference: of, at }) => verb === 'runbook-done' && of === reference && at <= shown.at,
  );
  return said === undefined ? 'nobody reported it done' : wasBroken({ ...claim, asked: said.at + SLACK }, kind);
}
