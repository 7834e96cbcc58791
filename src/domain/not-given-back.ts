import { titleOf } from './catalogue.ts';
import { type HandedOut, handedOutBefore } from './handed-out-before.ts';
import { ownGroupsNote } from './own-groups.ts';
import type { PlanInput } from './plan-input.ts';
import { takenFrom } from './taken.ts';
import { UNREAD } from './taken-by.ts';
import { type Text, text } from './text.ts';
import type { GivingKind, Taken } from './undoes.ts';

/** What is not given back, and why: for the notes of a restore. */
export function notGivenBack(input: Pick<PlanInput, 'runs' | 'targetUser' | 'ownGroups'>): readonly Text[] {
  const { away, changed } = takenFrom(input.runs, input.targetUser);
  const left = leftInAd(input);
  const named = changed.filter(({ kind, name }) => name !== '' && !(kind in OWN_NOTES));
  return [
    ...(away.length + changed.length + left.length === 0 ? [text('plan.note.nothing-to-give-back')] : []),
    ...left,
    ...ownGroupsNote(input),
    ...changedNote(
      'plan.note.changed-since',
      named.filter(({ how }) => how !== 'reported'),
    ),
    ...changedNote(
      'plan.note.changed-since-reported',
      named.filter(({ how }) => how === 'reported'),
    ),
    ...changed.flatMap((item) => OWN_NOTES[item.kind]?.(item) ?? []),
  ];
}

/** What is there: again, where Leaver saw it taken, and perhaps all the time where that was only reported. */
function changedNote(
  key: 'plan.note.changed-since' | 'plan.note.changed-since-reported',
  all: readonly Taken[],
): readonly Text[] {
  const items = all.map(({ name }) => name);
  if (items.length === 0) return [];
  return [text(key, { items: items.slice(0, FEW).join(', '), more: Math.max(0, items.length - FEW) })];
}

/** Of what is no thing that anybody has again. */
const OWN_NOTES: Readonly<Partial<Record<GivingKind, (item: Taken) => Text>>> = {
  'stop-auto-reply': () => text('plan.note.changed-stop-auto-reply'),
  'return-to-ou': ({ how, reference }) =>
    how === 'reported'
      ? text('plan.note.changed-return-to-ou-reported', { reference })
      : text('plan.note.changed-return-to-ou'),
  'show-in-address-lists': () => text('plan.note.changed-show-in-address-lists'),
  'unshare-onedrive': ({ name }) =>
    name === ''
      ? text('plan.note.changed-unshare-onedrive')
      : text('plan.note.changed-unshare-onedrive-from', { name }),
};

/** Names in a sentence. */
const FEW = 5;

/** What earlier runs took in AD DS, or may have taken, that only people there can give back: as the plan says it. */
export function leftInAd({ runs, targetUser }: Pick<PlanInput, 'runs' | 'targetUser'>): readonly Text[] {
  const { displayName: name } = targetUser;
  const unread = takenFrom(runs, targetUser).away.filter(({ key }) => key === UNREAD);
  const perhaps = handedOutBefore(runs, targetUser);
  const references = [...new Set(perhaps.map(({ reference }) => reference))];
  return [
    ...unread.map(({ reference, at, how }) =>
      text(how === 'reported' ? 'plan.note.ad-groups-unread-reported' : 'plan.note.ad-groups-unread', {
        name,
        reference,
        at: { instant: at },
      }),
    ),
    ...references.map((reference) => handedOutNote(perhaps, reference, name)),
  ];
}

/** The work of one earlier request; it was handed out at once. */
function handedOutNote(all: readonly HandedOut[], reference: string, name: string): Text {
  const own = all.filter((each) => each.reference === reference);
  const steps = own.map(({ kind }) => titleOf(kind));
  return text('plan.note.handed-out', { name, reference, at: { instant: own[0]?.at ?? '' }, steps });
}
