import { canonicalDn, commonNameOf, parentOf } from './ad-domain.ts';
import { standsSince, wasChangedBack } from './attempts-over.ts';
import { doneOfGroup, readInGroup } from './group-part.ts';
import { isConnectorReading } from './is-connector-reading.ts';
import { jsonField } from './json-field.ts';
import { readDirectLicence } from './licence-part.ts';
import { mayBeDone } from './may-be-done.ts';
import type { StepRecord } from './outcome.ts';
import { isOwnReading } from './own-reading.ts';
import { isTouched } from './part.ts';
import { partsNotDone } from './parts-not-done.ts';
import { plainWords } from './plain-words.ts';
import type { Request } from './request.ts';
import { saidDoneBefore } from './said-done-before.ts';
import { shareKey } from './share-key.ts';
import type { StepKind } from './step.ts';
import { rowsOf, textOf } from './stored.ts';
import type { Json } from './text.ts';
import { wasDone } from './was-done.ts';
import { wasTried } from './was-tried.ts';

/** Something that a step took. */
export type Found = {
  /** Its id, among things of its kind. */
  readonly key: string;
  /** For people; '' where there is only one of its kind. */
  readonly name: string;
  /** What the step that gives it back needs. Null = Leaver did not read what was there: people give it back. */
  readonly before: Json;
  /** A connector reported that it was so, and Leaver read it nowhere. */
  readonly isReported?: true;
  /** The words that Leaver set, and those that it found there: of the automatic reply only. */
  readonly set?: string;
  readonly foundSet?: string;
};

/**
 * What a step took away: as its parts say, whatever became of the step, and where its kind has none as its snapshot and
 * evidence say. What it was refused or left was not taken. Reads what every version wrote. Only what Leaver itself read
 * counts as "before": a pasted result names nothing that is given back, and what a connector reported is marked so. Of
 * what may have been done it is what that would have taken.
 */
export function takenBy(step: StepRecord, request: Request): readonly Found[] {
  if (step.kind === 'leave-groups') return groups(step);
  if (step.kind === 'disable-devices') return devices(step);
  if (step.kind === 'remove-licences') return licences(step);
  const perhaps = mayBeDone(step) || wasTried(step) || saidDoneBefore(step) !== null;
  if (!wasDone(step) && standsSince(step) === null && !perhaps) return [];
  const notDone = partsNotDone(step);
  return (READERS[step.kind]?.(step, request) ?? []).filter(({ key }) => !notDone.has(key));
}

type Reader = (step: StepRecord, request: Request) => readonly Found[];

const READERS: Readonly<Partial<Record<StepKind, Reader>>> = {
  'set-auto-reply': reply,
  'share-onedrive': shared,
  'leave-ad-groups': adGroups,
  'hide-from-address-lists': (step, request) => {
    const hidden = isOwnReading(step.snapshot) ? jsonField(step.snapshot, 'hidden') : null;
    const found = { key: 'address-lists', name: '', before: { hidden }, ...byConnector(step, request) };
    return hidden === true ? [] : [found];
  },
  'move-to-ou': place,
};

/**
 * As what they were in it, in the words of the step that gives it back: of a group that was left by half, that half.
 */
function groups({ parts }: StepRecord): readonly Found[] {
  return parts.flatMap((part) => {
    const done = part.kind === 'group' ? doneOfGroup(part) : null;
    if (done === null) return [];
    const { id: groupId, name, before } = part;
    const kind = readInGroup(before)?.class;
    const row = { groupId, name, ...(kind === undefined ? {} : { class: kind }), ...done, leaves: true };
    return [{ key: groupId, name, before: row }];
  });
}

function licences({ parts }: StepRecord): readonly Found[] {
  return parts.flatMap((part) => {
    const was = part.kind === 'licence' && isTouched(part) ? readDirectLicence(part.before) : null;
    if (was === null) return [];
    const { id: skuId, name } = part;
    return [{ key: skuId, name, before: { skuId, name: was.name, disabledPlans: [...was.disabledPlans] } }];
  });
}

function devices({ parts }: StepRecord): readonly Found[] {
  return parts.flatMap((part) => {
    if (part.kind !== 'device' || !isTouched(part)) return [];
    const { id, name } = part;
    return [{ key: id, name, before: { id, name } }];
  });
}

function reply({ snapshot, evidence, parameters }: StepRecord): readonly Found[] {
  const setting = jsonField(snapshot, 'setting');
  if (setting === null) return [];
  const set = textOf(evidence, 'reply') ?? textOf(snapshot, 'reply') ?? textOf(parameters, 'text');
  // Plain as it was given: what looks like markup in it are words, which a mailbox has as HTML.
  const words = set === null ? {} : { set: set.replaceAll(/\s+/g, ' ').trim() };
  const found = textOf(setting, 'internalReplyMessage');
  const foundSet = found === null || jsonField(setting, 'status') === 'disabled' ? {} : { foundSet: plainWords(found) };
  return [{ key: 'reply', name: '', before: { setting, set }, ...words, ...foundSet }];
}

function shared(step: StepRecord, { choices }: Request): readonly Found[] {
  const { snapshot, evidence } = step;
  const [driveId, itemId, successorId] = ['driveId', 'itemId', 'successorId'].map((name) => textOf(snapshot, name));
  if (!driveId || !itemId || !successorId) return [];
  const earlier = rowsOf(snapshot, 'before');
  const had = rowsOf(snapshot, 'had');
  const isTried = wasTried(step);
  // What was seen to be gone is not Leaver's where it is there again: others may have given it.
  const isGone = isTried && wasChangedBack(step) && standsSince(step) === null;
  const given = isGone ? [] : rowsOf(evidence, 'permissionIds').filter((id) => !earlier.includes(id));
  const name = choices.successorId === successorId ? (choices.successorName ?? '') : '';
  const before = {
    driveId,
    itemId,
    successorId,
    before: earlier,
    given,
    // What is known was given by an earlier try; which permission the last one gave, if any, nothing says.
    ...(isTried ? { tried: true } : {}),
    ...(had.length === 0 ? {} : { had }),
    ...(name === '' ? {} : { name }),
  };
  return [{ key: shareKey({ driveId, successorId }), name, before }];
}

function adGroups(step: StepRecord, request: Request): readonly Found[] {
  const { snapshot } = step;
  const { facts } = request;
  if (isOwnReading(snapshot)) {
    const by = byConnector(step, request);
    return rowsOf(snapshot, 'groups').flatMap((group) =>
      typeof group === 'string' ? [{ key: canonicalDn(group), name: commonNameOf(group), before: group, ...by }] : [],
    );
  }
  const synced = facts.memberships.flatMap(({ class: kind, name, securityIdentifier }) =>
    kind === 'synced' && securityIdentifier
      ? [{ key: securityIdentifier.toLowerCase(), name, before: securityIdentifier }]
      : [],
  );
  // Groups that exist only there were read by nobody but the runbook.
  return [...synced, { key: UNREAD, name: '', before: null }];
}

/** Key of what a person took by hand and Leaver never read. */
export const UNREAD = 'unread';

function place(step: StepRecord, request: Request): readonly Found[] {
  const { snapshot, parameters } = step;
  const shown = request.facts.onPremises?.distinguishedName ?? '';
  const was = (isOwnReading(snapshot) ? textOf(snapshot, 'distinguishedName') : null) ?? shown;
  const ou = textOf(parameters, 'ou') ?? '';
  if (was === '' || canonicalDn(parentOf(was)) === canonicalDn(ou)) return [];
  // Where Microsoft 365 shows it too, Leaver read that itself.
  const by = canonicalDn(was) === canonicalDn(shown) ? {} : byConnector(step, request);
  return [{ key: 'place', name: parentOf(was), before: { distinguishedName: was, to: ou }, ...by }];
}

function byConnector(step: StepRecord, request: Request): Pick<Found, 'isReported'> {
  return isConnectorReading(step, request) ? { isReported: true } : {};
}
