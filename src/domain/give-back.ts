import { placeNameOf } from './ad-domain.ts';
import { jsonField } from './json-field.ts';
import type { PlanInput } from './plan-input.ts';
import { planStep } from './plan-step.ts';
import { reportedByConnector } from './reported-by-connector.ts';
import { returnsMailbox } from './returns-mailbox.ts';
import type { PlannedStep } from './step.ts';
import { UNREAD } from './taken-by.ts';
import type { TargetUser } from './target-user.ts';
import { type Json, type Text, text } from './text.ts';
import { GIVING_KINDS, type GivingKind, type Taken } from './undoes.ts';

/**
 * One step for each kind of thing that is away. Its parameters name exactly these things, and its lane gives back these
 * and no others; the sentences name them for people, by the run that took them, before anything else is said.
 */
export function giveBack(
  away: readonly Taken[],
  input: Pick<PlanInput, 'runs' | 'targetUser'>,
): readonly PlannedStep[] {
  const mailbox = returnsMailbox(away, input);
  return GIVING_KINDS.flatMap((kind) => {
    const things = away.filter((each) => each.kind === kind && each.key !== UNREAD);
    if (things.length === 0) return [];
    return [
      planStep(kind, {
        ...(kind === 'return-licences' && !mailbox ? NO_MAIL : {}),
        parameters: { from: [...new Set(things.map(({ stepId }) => stepId))], ...PARAMETERS[kind](things) },
        explains: [
          ...takenSentences(things, input.targetUser),
          ...reportedByConnector(things),
          text(`step.${kind}.explains`),
        ],
      }),
    ];
  });
}

const NO_MAIL = { effective: text('step.return-licences.guest.effective') };

/** In the shape of the snapshot that the lanes have undone to from the start. */
const PARAMETERS: Readonly<Record<GivingKind, (things: readonly Taken[]) => PlannedStep['parameters']>> = {
  'rejoin-groups': (things) => ({ snapshot: { groups: befores(things) } }),
  'return-licences': (things) => ({ snapshot: { licences: befores(things) } }),
  'enable-devices': (things) => ({ snapshot: { devices: befores(things) } }),
  'rejoin-ad-groups': (things) => ({ snapshot: { groups: befores(things) } }),
  'stop-auto-reply': (things) => ({ snapshot: last(things) }),
  'unshare-onedrive': (things) => ({ shares: befores(things) }),
  'return-to-ou': (things) => ({ snapshot: last(things) }),
  'show-in-address-lists': (things) => ({ snapshot: last(things) }),
};

function befores(things: readonly Taken[]): readonly Json[] {
  return things.map(({ before }) => before);
}

function last(things: readonly Taken[]): Json {
  return things.at(-1)?.before ?? null;
}

function takenSentences(things: readonly Taken[], facts: TargetUser): readonly Text[] {
  const told = things.map((each) => ({ ...each, how: isUnread(each, facts) ? ('unread' as const) : each.how }));
  const runs = [...new Map(told.map((each) => [`${each.reference} ${each.how}`, each])).values()];
  return runs.flatMap(({ reference, how }): readonly Text[] => {
    const own = told.filter((each) => each.reference === reference && each.how === how);
    const names = own.map(({ name }) => name).filter((name) => name !== '');
    const values = { reference, at: { instant: own[0]?.at ?? '' } };
    if (how === 'tried') return [triedSentence(names, values)];
    if (names.length === 0) return [text('plan.explain.given-back', values)];
    const place = placeSentence(own, values);
    if (place !== null) return [place];
    const more = Math.max(0, names.length - FEW);
    const all = text('plan.explain.taken-all', {
      reference,
      // As a list: a long sentence of names would be cut, and a name is cut alone.
      items: names.slice(0, MOST),
      more: names.length - Math.min(names.length, MOST),
    });
    return [
      text(how === 'done' ? takenOrShared(own) : `plan.explain.taken-${how}`, {
        ...values,
        items: names.slice(0, FEW).join(', '),
        more,
      }),
      ...(more > 0 ? [all] : []),
      ...triedAgain(own, reference),
    ];
  });
}

/** A place is where the account was, not a thing that was taken; null = it is none. */
function placeSentence(
  [first]: readonly Told[],
  values: { readonly reference: string; readonly at: { readonly instant: string } },
): Text | null {
  if (first?.kind !== 'return-to-ou') return null;
  // As Active Directory writes it for people.
  const place = placeNameOf(first.name);
  const isReportedOnly = first.how === 'reported' || first.how === 'handed-out';
  return text(isReportedOnly ? `plan.explain.place-before-${first.how}` : 'plan.explain.place-before', {
    ...values,
    place,
  });
}

/** Of the automatic reply, or of files and whom they were to be shared with. */
function triedSentence(
  names: readonly string[],
  values: { readonly reference: string; readonly at: { readonly instant: string } },
) {
  const items = names.join(', ');
  return items === '' ? text('plan.explain.tried', values) : text('plan.explain.tried-share', { ...values, items });
}

/** Shared, and tried once more, which nothing answered: what came by that is not known to be Leaver's. */
function triedAgain(things: readonly Told[], reference: string): readonly Text[] {
  const tried = things.filter(({ how, before }) => how === 'done' && jsonField(before, 'tried') === true);
  const items = tried.map(({ name }) => name);
  return items.length === 0 ? [] : [text('plan.explain.tried-share-again', { reference, items: items.join(', ') })];
}

/** Of files nothing was taken from those named: they were let in. */
function takenOrShared([first]: readonly Told[]) {
  return first?.kind === 'unshare-onedrive' ? 'plan.explain.shared' : 'plan.explain.taken';
}

/**
 * Of a device that could not be read, or that is none of the person's any more (a colleague has it, or it is gone), it
 * is only known that it was taken.
 */
function isUnread({ kind, key, how }: Taken, { deviceStates }: TargetUser): boolean {
  return kind === 'enable-devices' && how === 'done' && deviceStates?.[key] === undefined;
}

type Told = Omit<Taken, 'how'> & { readonly how: Taken['how'] | 'unread' };

/** Names in a sentence, and in the list that is folded away. */
const FEW = 5;
const MOST = 60;
