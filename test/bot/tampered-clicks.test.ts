import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { believingBot } from '../../src/commands/prove/clicks/believing-bot.ts';
import { type ClickWorld, openClickWorld } from '../../src/commands/prove/clicks/click-world.ts';
import { filledInputs } from '../../src/commands/prove/clicks/filled-inputs.ts';
import { PEOPLE, type Who } from '../../src/commands/prove/clicks/people.ts';
import { type Button, CHANNEL, findShownButtons, keyOf } from '../../src/commands/prove/clicks/shown-buttons.ts';
import { type Click, genuineClick } from '../../src/commands/prove/clicks/tampered-click.ts';
import { TAMPERS, tamper } from '../../src/commands/prove/clicks/tampers.ts';
import { tryClick } from '../../src/commands/prove/clicks/try-click.ts';
import { createRandom } from '../../src/commands/prove/random.ts';

let world: ClickWorld;
let buttons: readonly Button[];
let shown: ReadonlyMap<string, Button>;

beforeAll(async () => {
  world = await openClickWorld(believingBot);
  buttons = await findShownButtons(world);
  shown = new Map(buttons.map((button) => [keyOf(button.place, PEOPLE[button.who].id, button.data) ?? '', button]));
});
afterAll(() => world.stop());

const press = (click: Click, after: Click | null = null) =>
  tryClick(world, { click, after, shown, deliver: world.deliver });

/** The same, delivered to the bot that has no seal and no strict schema. */
const pressBelieved = (click: Click) => tryClick(world, { click, after: null, shown, deliver: world.deliverToOther });

function buttonOf(verb: string, who: Who = 'approver', place = 'personal', request = 0): Button {
  const requestId = world.requests[request]?.id;
  const found = buttons.find(
    (button) =>
      button.data.verb === verb &&
      button.who === who &&
      button.place.type === place &&
      button.data.requestId === requestId,
  );
  if (found === undefined) throw new Error(`${who} was shown no ${verb}`);
  return found;
}

const NOTHING = { changed: false, fault: null };
const AS_SHOWN = { changed: true, fault: null };

/** The click on this button with these fields of its data in place of its own. */
function changed(button: Button, data: Readonly<Record<string, unknown>>): Click {
  const click = genuineClick(button, filledInputs(button));
  return { ...click, data: JSON.stringify({ ...JSON.parse(click.data), ...data }) };
}

describe('a click that was changed on the way', () => {
  it('is told from one that nobody touched, which does what it says', async () => {
    for (const verb of ['approve', 'decline-confirm', 'ask', 'reassign', 'postpone'])
      expect(await press(changed(buttonOf(verb), {}))).toEqual(AS_SHOWN);
    expect(await press(changed(buttonOf('withdraw', 'requester'), {}))).toEqual(AS_SHOWN);
  });

  it('does nothing about another request, also with everything but the nonce of its button', async () => {
    const twin = buttonOf('approve', 'approver', 'personal', 1).data;
    expect(await press(changed(buttonOf('approve'), { requestId: twin.requestId }))).toEqual(NOTHING);
    expect(await press(changed(buttonOf('approve'), { ...twin, nonce: buttonOf('approve').data.nonce }))).toEqual(
      NOTHING,
    );
  });

  it('does nothing under another verb, also with the nonce that belongs to that verb elsewhere', async () => {
    const { nonce } = buttonOf('approve', 'approver', 'personal', 1).data;
    const declined = buttonOf('decline-confirm');
    for (const data of [{ verb: 'approve' }, { verb: 'approve', nonce }])
      expect(await press({ ...changed(declined, data), verb: 'approve' })).toEqual(NOTHING);
  });

  it.each([
    ['a later version', { version: 2 }],
    ['a version as text', { version: '1' }],
    ['no version', { version: undefined }],
    ['no nonce', { nonce: undefined }],
    ['a plan hash', { planHash: 'f'.repeat(64) }],
    ['choices', { choices: { account: 'delete' } }],
    ['somebody who approves', { by: PEOPLE.otherApprover.id }],
    ['another person', { targetUserId: PEOPLE.stranger.id }],
    ['fewer approvals needed', { needs: { count: 0 } }],
  ])('does nothing with %s', async (_what, data) => {
    expect(await press(changed(buttonOf('approve'), data))).toEqual(NOTHING);
  });

  it('takes nothing from the prototype', async () => {
    const click = changed(buttonOf('approve'), { version: undefined });
    expect(await press({ ...click, data: `${click.data.slice(0, -1)},"__proto__":{"version":1}}` })).toEqual(NOTHING);
  });

  it('takes no input that the button does not have', async () => {
    const hour = { lastDay: '2026-03-23', hour: '09:00', account: 'delete', reason: 'x' };
    expect(await press(changed(buttonOf('approve'), hour))).toEqual(AS_SHOWN);
  });

  it('does nothing from the hands or the chat of somebody else, and nothing in another channel', async () => {
    const approve = changed(buttonOf('approve'), {});
    for (const who of ['otherApprover', 'requester', 'stranger', 'guest', 'blocked'] as const) {
      expect(await press({ ...approve, who })).toEqual(NOTHING);
      expect(await press({ ...approve, who, place: { id: `a:personal-${PEOPLE[who].id}`, type: 'personal' } })).toEqual(
        NOTHING,
      );
    }
    expect(await press({ ...approve, place: CHANNEL })).toEqual(NOTHING);
    const inChannel = changed(buttonOf('approve', 'approver', 'channel'), {});
    expect(await press({ ...inChannel, place: { id: '19:other@thread.tacv2', type: 'channel' } })).toEqual(NOTHING);
  });

  it('in a channel is judged by who clicks', async () => {
    const approve = changed(buttonOf('approve', 'approver', 'channel'), {});
    for (const who of ['approver', 'otherApprover'] as const)
      expect(await press({ ...approve, who })).toEqual(AS_SHOWN);
    for (const who of ['requester', 'stranger', 'guest', 'blocked'] as const)
      expect(await press({ ...approve, who })).toEqual(NOTHING);
  });

  it('does nothing once the request is another than the card showed', async () => {
    const approve = changed(buttonOf('approve'), {});
    for (const [verb, who] of [
      ['postpone', 'otherApprover'],
      ['decline-confirm', 'otherApprover'],
      ['withdraw', 'requester'],
      ['approve', 'approver'],
    ] as const)
      expect(await press(approve, changed(buttonOf(verb, who), {}))).toEqual(NOTHING);
  });

  it('does, however it was changed, what the button does that was shown, or nothing', async () => {
    const random = createRandom(20261121);
    const faults: string[] = [];
    for (const name of Object.keys(TAMPERS))
      for (const button of random.pick(buttons, 4)) {
        const click = tamper(name, genuineClick(button, filledInputs(button)), { random, buttons });
        const { fault } = await press(click);
        if (fault !== null) faults.push(`${name}: ${fault}`);
      }
    expect(faults).toEqual([]);
  });

  it('is caught where a bot believes what cards say', async () => {
    const { requestId } = buttonOf('approve', 'approver', 'personal', 1).data;
    // Without a version nobody decides, whatever is believed: the flow itself takes that for typed.
    for (const data of [{ requestId }, { nonce: 'x' }, { by: PEOPLE.otherApprover.id }])
      expect((await pressBelieved(changed(buttonOf('approve'), data))).fault).not.toBeNull();
  });
});
