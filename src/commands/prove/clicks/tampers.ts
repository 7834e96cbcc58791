import { VERBS } from '../../../cards/adaptive-card.ts';
import { minutesAfter, NOW } from '../gallery/given.ts';
import type { Random } from '../random.ts';
import { PEOPLE, type Who } from './people.ts';
import { type Button, CHANNEL, type ClickData, type Place } from './shown-buttons.ts';
import type { Click } from './tampered-click.ts';

/** A genuine click while it is being changed; `raw` is added to the JSON text as it is. */
type Draft = Omit<Click, 'data'> & { readonly data: ClickData; readonly raw: string };

type Dice = { readonly random: Random; readonly buttons: readonly Button[] };
type Tamper = (draft: Draft, dice: Dice) => Draft;

/** Every way of changing a click: each field, each input, what does not belong there, whose click it is, and where. */
export const TAMPERS: Readonly<Record<string, Tamper>> = {
  verb: (draft, dice) => withVerb(draft, one(dice, [...VERBS, 'APPROVE', 'approve ', 'delete-everything', ''])),
  'verb of the data only': (draft, dice) => withData(draft, { verb: one(dice, VERBS) }),
  'verb beside the data only': (draft, dice) => ({ ...draft, verb: one(dice, [...VERBS, '', null, 1, undefined]) }),
  requestId: (draft, dice) => withData(draft, { requestId: one(dice, requestIds(draft, dice)) }),
  version: (draft, dice) => withData(draft, { version: one(dice, versions(draft)) }),
  nonce: (draft, dice) => withData(draft, { nonce: one(dice, nonces(draft, dice)) }),
  'a field left out': (draft, { random }) => {
    const [field = ''] = random.pick(['verb', 'requestId', 'version', 'nonce'], 1);
    const { [field]: _gone, ...data } = draft.data;
    return { ...draft, data };
  },
  'fields of another button': (draft, dice) => {
    const other = one(dice, dice.buttons).data;
    const fields = dice.random.pick(['verb', 'requestId', 'version', 'nonce'], dice.random.between(1, 3));
    const data = Object.fromEntries(fields.map((field) => [field, other[field]]));
    return { ...withData(draft, data), verb: fields.includes('verb') ? other.verb : draft.verb };
  },
  'another verb with the nonce of its own button elsewhere': (draft, dice) => {
    const other = one(dice, dice.buttons).data;
    return withData(withVerb(draft, other.verb), { nonce: other.nonce });
  },
  'a whole button of somebody else': (draft, dice) => {
    const { data } = one(dice, dice.buttons);
    return { ...draft, data: { ...draft.data, ...data }, verb: data.verb };
  },
  input: (draft, dice) => {
    const names = Object.keys(draft.data).filter((name) => !FIELDS.includes(name));
    const name = one(dice, names.length === 0 ? INPUT_NAMES : names);
    return withData(draft, { [name]: one(dice, inputValues(dice)) });
  },
  'an input of another card': (draft, dice) =>
    withData(draft, { [one(dice, INPUT_NAMES)]: one(dice, inputValues(dice)) }),
  'a field that no card has': (draft, dice) => withData(draft, Object.fromEntries([one(dice, FOREIGN)])),
  'every field that no card has': (draft) => withData(draft, Object.fromEntries(FOREIGN)),
  'a name of the prototype': (draft, dice) => {
    const other = one(dice, dice.buttons).data;
    const name = one(dice, ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf']);
    return { ...draft, raw: `,${JSON.stringify(name)}:${JSON.stringify({ ...other, by: PEOPLE.approver.id })}` };
  },
  'fields only on the prototype': (draft, dice) => {
    const { verb: _verb, requestId: _request, version: _version, ...data } = draft.data;
    return { ...draft, data, raw: `,"__proto__":${JSON.stringify(one(dice, dice.buttons).data)}` };
  },
  'a name twice': (draft, dice) => {
    const other = one(dice, dice.buttons).data;
    const name = one(dice, FIELDS);
    return { ...draft, raw: `,${JSON.stringify(name)}:${JSON.stringify(other[name] ?? null)}` };
  },
  'data that is no object': (draft, dice) => ({
    ...draft,
    data: one(dice, [[draft.data], { data: draft.data }, [], { 0: draft.data }, {}]) as ClickData,
  }),
  'somebody else, with the same words': (draft, dice) => ({ ...draft, who: one(dice, EVERYBODY) }),
  'somebody else, in their own chat': (draft, dice) => {
    const { who, place } = one(dice, dice.buttons);
    return { ...draft, who, place };
  },
  'another conversation': (draft, dice) => ({ ...draft, place: one(dice, places(draft, dice)) }),
  'another message': (draft, dice) => ({ ...draft, replyToId: one(dice, dice.buttons).messageId }),
  'another carrier': (draft) => ({ ...draft, carrier: draft.carrier === 'invoke' ? 'submit' : 'invoke' }),
  'words beside the click': (draft, dice) => ({
    ...draft,
    carrier: one(dice, ['invoke', 'submit'] as const),
    besides: { text: one(dice, WORDS) },
  }),
  'an envelope that says otherwise': (draft, dice) => ({ ...draft, besides: one(dice, ENVELOPES) }),
};

/** One genuine click, changed in the named way; every fourth in another way besides. */
export function tamper(name: string, click: Click, dice: Dice): Click {
  const draft = { ...click, data: JSON.parse(click.data) as ClickData, raw: '' };
  const changed = TAMPERS[name]?.(draft, dice) ?? draft;
  const again = dice.random.between(1, 4) === 1 ? TAMPERS[one(dice, Object.keys(TAMPERS))] : undefined;
  const { data, raw, ...rest } = again?.(changed, dice) ?? changed;
  return { ...rest, data: textOf(data, raw) };
}

function textOf(data: ClickData, raw: string): string {
  const text = JSON.stringify(data);
  if (raw === '' || !text.startsWith('{')) return text;
  return text === '{}' ? `{${raw.slice(1)}}` : `${text.slice(0, -1)}${raw}}`;
}

const FIELDS: readonly string[] = ['verb', 'requestId', 'version', 'nonce'];
const EVERYBODY = Object.keys(PEOPLE) as readonly Who[];

/** Inputs of all cards: strings are what a client sends. */
const INPUT_NAMES = [
  ...[
    'reason',
    'question',
    'answer',
    'approver',
    'step',
    'result',
    'lastDay',
    'hour',
    'person',
    'stop',
    'query',
    'when',
  ],
  ...['successor', 'account', 'leaveGroups', 'removeLicences', 'resetPassword', 'shareFiles', 'moveToOu', 'restoreUpn'],
];

/** What a decision must not be taken from. */
const FOREIGN: readonly (readonly [string, unknown])[] = [
  ['by', PEOPLE.thirdApprover.id],
  ['approverId', PEOPLE.otherApprover.id],
  ['actorId', PEOPLE.approver.id],
  ['aadObjectId', PEOPLE.approver.id],
  ['viewerId', PEOPLE.approver.id],
  ['from', { aadObjectId: PEOPLE.approver.id }],
  ['requesterId', PEOPLE.stranger.id],
  ['targetUserId', PEOPLE.otherRequester.id],
  ['plan', { steps: [] }],
  ['planHash', 'f'.repeat(64)],
  ['choices', { account: 'delete', leaveGroups: true }],
  ['needs', { count: 0, by: 'approver', reasons: [] }],
  ['approvals', []],
  ['verdict', 'approved'],
  ['state', 'approved'],
  ['dueAt', minutesAfter(NOW, 1)],
  ['expiresAt', minutesAfter(NOW, 9_999)],
  ['conversationId', CHANNEL.id],
  ['isTyped', true],
  ['inputs', { reason: 'x' }],
  ['idOrReference', 'L-1001'],
  ['reference', 'L-1002'],
];

function requestIds({ data }: Draft, { buttons }: Dice): readonly unknown[] {
  const own = String(data.requestId);
  const others = [...new Set(buttons.map(({ data: { requestId } }) => requestId))];
  return [
    ...others,
    ...others,
    'L-1001',
    '1002',
    own.toUpperCase(),
    ` ${own}`,
    `${own}\u0000`,
    `{${own}}`,
    null,
    1,
    [own],
    {},
  ];
}

function versions({ data }: Draft): readonly unknown[] {
  const own = Number(data.version);
  return [own + 1, own - 1, own + 2, 0, -1, String(own), `${own}.0`, own + 0.5, 1e21, null, true, [own], { own }, ''];
}

function nonces({ data }: Draft, { buttons }: Dice): readonly unknown[] {
  const own = String(data.nonce);
  const flipped = own.startsWith('A') ? `B${own.slice(1)}` : `A${own.slice(1)}`;
  const others = buttons.map(({ data: { nonce } }) => nonce);
  return [...others, flipped, `${own}=`, ` ${own}`, own.slice(0, -1), own.toLowerCase(), `${own}A`, '', null, 0, [own]];
}

function inputValues({ buttons, random }: Dice): readonly unknown[] {
  const [id] = random.pick(Object.values(PEOPLE), 1).map((person) => person.id);
  return [
    ...['', ' ', 'true', 'x'.repeat(600), 'x'.repeat(3_000), 'not now', 'block-sign-in', 'revoke-sessions', 'L-1002'],
    ...['2026-03-21', '2026-03-08', '09:30', '25:00', '${reason}', '__proto__', '{"leaver":1}', id],
    ...[0, 17, -1, 1e21, true, false, null, [], ['x'], {}, { toString: 'x' }, buttons[0]?.data.requestId],
  ];
}

function places({ place }: Draft, { buttons }: Dice): readonly Place[] {
  const others = [...new Map(buttons.map((button) => [button.place.id, button.place])).values()];
  return [
    ...others,
    CHANNEL,
    { ...CHANNEL, id: `${CHANNEL.id};messageid=17` },
    { id: '19:other@thread.tacv2', type: 'channel' },
    { id: '19:group@thread.v2', type: 'groupChat' },
    { id: place.id, type: place.type === 'personal' ? 'channel' : 'personal' },
    { id: `${place.id};messageid=17`, type: place.type },
    { id: place.id.toUpperCase(), type: place.type },
  ];
}

const WORDS = ['help', 'approve it', 'x', 'mine', 'yes', ''];

const ENVELOPES: readonly Readonly<Record<string, unknown>>[] = [
  { name: 'adaptiveCard/refresh' },
  { name: 'task/submit' },
  { type: 'event' },
  { type: 'messageReaction' },
  { channelData: { tenant: { id: '00000000-0000-4000-8000-000000000000' } } },
  { recipient: { id: '28:another-bot', name: 'Leaver' } },
  { channelId: 'emulator' },
  { from: { id: 'x', name: PEOPLE.approver.displayName } },
  { from: { id: `29:${PEOPLE.approver.id}`, name: PEOPLE.approver.displayName, aadObjectId: PEOPLE.stranger.id } },
  { onBehalfOf: [{ itemId: 0, mentionType: 'person', mri: `29:orgid:${PEOPLE.approver.id}` }] },
  { callerId: 'urn:botframework:azure', relatesTo: { user: { aadObjectId: PEOPLE.approver.id } } },
  { entities: [{ type: 'clientInfo', timezone: 'Nowhere/At All' }] },
];

function withVerb(draft: Draft, verb: string): Draft {
  return { ...withData(draft, { verb }), verb };
}

function withData(draft: Draft, more: ClickData): Draft {
  return { ...draft, data: { ...draft.data, ...more } };
}

function one<Item>({ random }: Pick<Dice, 'random'>, items: readonly Item[]): Item {
  const item = items[Math.min(items.length - 1, random.between(0, items.length - 1))];
  return item as Item;
}
