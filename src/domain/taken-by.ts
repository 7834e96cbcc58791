import { canonicalDn, commonNameOf, parentOf } from './ad-domain.ts';
import { jsonField } from './json-field.ts';
import { licenceName } from './licence-name.ts';
import type { StepRecord } from './outcome.ts';
import { isOwnReading } from './own-reading.ts';
import { plainWords } from './plain-words.ts';
import type { Request } from './request.ts';
import type { StepKind } from './step.ts';
import { rowsOf, textOf } from './stored.ts';
import type { Json } from './text.ts';

/** Something that a step took. */
export type Found = {
  /** Its id, among things of its kind. */
  readonly key: string;
  /** For people; '' where there is only one of its kind. */
  readonly name: string;
  /** What the step that gives it back needs. Null = Leaver did not read what was there: people give it back. */
  readonly before: Json;
  /** The words that Leaver set, and those that it found there: of the automatic reply only. */
  readonly set?: string;
  readonly foundSet?: string;
};

/**
 * What a step took away, as its snapshot and evidence say; what it was refused or left was not taken. Reads what every
 * version wrote. Only what Leaver itself read counts as "before": a pasted result names nothing that is given back.
 */
export function takenBy(step: StepRecord, request: Request): readonly Found[] {
  if (!TOOK.includes(step.state)) return [];
  return READERS[step.kind]?.(step, request) ?? [];
}

/** `overwritten`: it was taken, and somebody changed part of it since. */
const TOOK: readonly StepRecord['state'][] = ['verified', 'accepted', 'attested', 'overwritten'];

type Reader = (step: StepRecord, request: Request) => readonly Found[];

const READERS: Readonly<Partial<Record<StepKind, Reader>>> = {
  'leave-groups': groups,
  'remove-licences': ({ snapshot }) =>
    rowsOf(snapshot, 'licences').map((row) => {
      const skuId = textOf(row, 'skuId') ?? '';
      return { key: skuId, name: licenceName(textOf(row, 'name') ?? skuId), before: row };
    }),
  'disable-devices': devices,
  'set-auto-reply': reply,
  'share-onedrive': shared,
  'leave-ad-groups': adGroups,
  'hide-from-address-lists': ({ snapshot }) => {
    const hidden = isOwnReading(snapshot) ? jsonField(snapshot, 'hidden') : null;
    return hidden === true ? [] : [{ key: 'address-lists', name: '', before: { hidden } }];
  },
  'move-to-ou': place,
};

function groups({ snapshot, evidence }: StepRecord): readonly Found[] {
  const kept = new Set(rowsOf(evidence, 'kept').map((row) => textOf(row, 'groupId')));
  const known = rowsOf(snapshot, 'groups');
  const leaves = known.filter((row) => jsonField(row, 'leaves') === true);
  // Joined after the look, and left as well: only the evidence names it.
  const joined = rowsOf(evidence, 'removed')
    .filter((row) => !known.some((each) => textOf(each, 'groupId') === textOf(row, 'groupId')))
    .map(
      (row): Json => ({
        groupId: textOf(row, 'groupId'),
        name: textOf(row, 'groupId'),
        owner: false,
        member: true,
        leaves: true,
      }),
    );
  return [...leaves, ...joined]
    .filter((row) => !kept.has(textOf(row, 'groupId')))
    .map((row) => ({ key: textOf(row, 'groupId') ?? '', name: textOf(row, 'name') ?? '', before: row }));
}

function devices({ snapshot, evidence }: StepRecord): readonly Found[] {
  const kept = rowsOf(evidence, 'kept').map((row) => textOf(row, 'id'));
  return [...rowsOf(snapshot, 'devices'), ...rowsOf(evidence, 'disabled')]
    .map((row) => ({ id: textOf(row, 'id') ?? '', name: textOf(row, 'name') ?? '' }))
    .filter(({ id }) => id !== '' && !kept.includes(id))
    .map((device) => ({ key: device.id, name: device.name, before: device }));
}

function reply({ snapshot, evidence, parameters }: StepRecord): readonly Found[] {
  const setting = jsonField(snapshot, 'setting');
  if (setting === null) return [];
  const set = textOf(evidence, 'reply') ?? textOf(parameters, 'text');
  const words = set === null ? {} : { set: plainWords(set) };
  const found = textOf(setting, 'internalReplyMessage');
  const foundSet = found === null || jsonField(setting, 'status') === 'disabled' ? {} : { foundSet: plainWords(found) };
  return [{ key: 'reply', name: '', before: { setting, set }, ...words, ...foundSet }];
}

function shared({ snapshot, evidence }: StepRecord, { choices }: Request): readonly Found[] {
  const [driveId, itemId, successorId] = ['driveId', 'itemId', 'successorId'].map((name) => textOf(snapshot, name));
  if (!driveId || !itemId || !successorId) return [];
  const before = rowsOf(snapshot, 'before');
  const given = rowsOf(evidence, 'permissionIds').filter((id) => !before.includes(id));
  const name = choices.successorId === successorId ? (choices.successorName ?? '') : '';
  return [{ key: `${driveId} ${successorId}`, name, before: { driveId, itemId, successorId, before, given } }];
}

function adGroups({ snapshot }: StepRecord, { facts }: Request): readonly Found[] {
  if (isOwnReading(snapshot)) {
    return rowsOf(snapshot, 'groups').flatMap((group) =>
      typeof group === 'string' ? [{ key: canonicalDn(group), name: commonNameOf(group), before: group }] : [],
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

function place({ snapshot, parameters }: StepRecord, { facts }: Request): readonly Found[] {
  const own = isOwnReading(snapshot) ? textOf(snapshot, 'distinguishedName') : null;
  const was = own ?? facts.onPremises?.distinguishedName ?? '';
  const ou = textOf(parameters, 'ou') ?? '';
  if (was === '' || canonicalDn(parentOf(was)) === canonicalDn(ou)) return [];
  return [{ key: 'place', name: parentOf(was), before: { distinguishedName: was, to: ou } }];
}
