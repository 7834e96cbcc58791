import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCardSeal } from '../../src/bot/card-seal.ts';
import type { AdaptiveCard } from '../../src/cards/adaptive-card.ts';
import { approvalCard } from '../../src/cards/approval-card.ts';
import { sampleReport } from '../../src/commands/prove/gallery/sample-reports.ts';
import { actionsOf } from '../../src/sandbox/mini-teams/mini-teams-card.ts';
import { aTargetUser, IDS } from '../helpers/given.ts';

const seal = createCardSeal('a key');
const place = { conversationId: 'a:chat', viewerId: IDS.approver };
const READER = { locale: 'en', timeZone: 'UTC' } as const;

function shown(): AdaptiveCard {
  const card = approvalCard(
    { report: sampleReport({ targetUser: aTargetUser() }), actions: ['approve', 'decline'] },
    READER,
  );
  return seal.seal(card, place);
}

function click(verb: string) {
  const { requestId, version, nonce } = (actionsOf(shown()).find((action) => action.verb === verb)?.data ?? {}) as {
    readonly requestId: string;
    readonly version: number;
    readonly nonce: string;
  };
  return { verb, requestId, version, nonce };
}

describe('the seal of a card', () => {
  it('holds for each of its buttons, for its viewer, in its chat', () => {
    for (const verb of ['approve', 'decline']) expect(seal.holds(click(verb), place)).toBe(true);
  });

  it('is in what a client sends that only knows Action.Submit', () => {
    const nonces = JSON.stringify(shown()).match(/"nonce":"[\w-]+"/g) ?? [];
    expect(nonces).toHaveLength(4);
    expect(new Set(nonces).size).toBe(2);
  });

  it('changes nothing else of the card, and is the same each time, so that an equal card is not sent again', () => {
    expect(shown()).toEqual(shown());
    const bare = JSON.stringify(shown()).replaceAll(/,"nonce":"[\w-]+"/g, '');
    expect(bare).toBe(
      JSON.stringify(
        approvalCard({ report: sampleReport({ targetUser: aTargetUser() }), actions: ['approve', 'decline'] }, READER),
      ),
    );
  });

  it.each([
    ['another person', click('approve'), { ...place, viewerId: IDS.requester }],
    ['another chat', click('approve'), { ...place, conversationId: 'a:other' }],
    ['a group', click('approve'), { ...place, viewerId: null }],
    ['another button of the card', { ...click('decline'), verb: 'approve' }, place],
    ['another request', { ...click('approve'), requestId: IDS.director }, place],
    ['another version', { ...click('approve'), version: 2 }, place],
    ['no version', { ...click('approve'), version: null }, place],
    ['no nonce', { ...click('approve'), nonce: null }, place],
  ])('does not hold for %s', (_what, forged, where) => {
    expect(seal.holds(forged, where)).toBe(false);
  });

  it('holds for everybody of a channel, in whatever thread of it', () => {
    const channel = { conversationId: '19:x@thread.tacv2;messageid=1', viewerId: null };
    const card = seal.seal(
      approvalCard({ report: sampleReport({ targetUser: aTargetUser() }), actions: ['approve'] }, READER),
      channel,
    );
    const data = actionsOf(card).find(({ verb }) => verb === 'approve')?.data as {
      readonly requestId: string;
      readonly version: number;
      readonly nonce: string;
    };
    const pressed = { verb: 'approve', requestId: data.requestId, version: data.version, nonce: data.nonce };
    expect(seal.holds(pressed, { ...channel, conversationId: '19:x@thread.tacv2;messageid=2' })).toBe(true);
    expect(seal.holds(pressed, { ...channel, conversationId: '19:y@thread.tacv2;messageid=1' })).toBe(false);
  });

  it('cannot be guessed: no other nonce holds, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 64 }), (nonce) => {
        expect(seal.holds({ ...click('approve'), nonce }, place)).toBe(nonce === click('approve').nonce);
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });
});
