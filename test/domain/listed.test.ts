import { describe, expect, it } from 'vitest';
import { listed, waitsForPeople } from '../../src/domain/listed.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Request } from '../../src/domain/request.ts';
import { translate } from '../../src/locales/translate.ts';
import { aRequest, aStepRecord, aSyncedTargetUser, NOW } from '../helpers/given.ts';

type Back = NonNullable<StepRecord['turnedBack']>;
const back = (how: Back['how'], by: string | null = null): Back => ({ times: 1, at: NOW, by, how });

function row(steps: readonly Partial<StepRecord>[], request: Partial<Request> = {}) {
  const about = aRequest({ state: 'watching', facts: aSyncedTargetUser(), ...request });
  const each = listed(
    about,
    steps.map((step) => aStepRecord({ state: 'verified', ...step })),
  );
  const words = each.says.map((text) => translate(text, { locale: 'en', timeZone: 'UTC' })).join(' · ');
  return { words, waits: waitsForPeople(each), urgency: each.urgency };
}

const BLOCK = { kind: 'block-sign-in' } as const;
const DISABLE = { kind: 'disable-account', lane: 'on-premises' } as const;

describe('a row of a list', () => {
  it('says that a block was turned back and what IT must do, and not that it is done', () => {
    const turned = { ...BLOCK, state: 'overwritten', turnedBack: back('sync') } as const;
    expect(row([turned, { ...DISABLE, state: 'needs-person' }])).toEqual({
      words:
        'turned back: IT must disable the account in Active Directory · ' +
        'a job in Active Directory: waits for the helpdesk',
      waits: true,
      urgency: 'now',
    });
  });

  it('counts the jobs in Active Directory that wait for the helpdesk', () => {
    const steps = [
      { ...BLOCK },
      ...(['a', 'b', 'c'] as const).map(() => ({ ...DISABLE, state: 'needs-person' as const })),
    ];
    expect(row(steps)).toMatchObject({
      words: '3 jobs in Active Directory: waits for the helpdesk',
      waits: true,
      urgency: 'soon',
    });
  });

  it.each([
    [[{ state: 'failed' }, { state: 'failed' }], '2 steps failed: the helpdesk must retry or skip'],
    [[{ state: 'overwritten', turnedBack: back('person') }], 'a step changed back: the helpdesk must decide'],
    [[{ ...DISABLE, state: 'attested' }], 'said to be done in Active Directory: waits for the result'],
    [[{ kind: 'remove-licences', state: 'needs-person' }], 'a step by hand: waits for the helpdesk'],
  ] as const)('says what people have to do: %#', (steps, words) => {
    expect(row(steps)).toMatchObject({ words, waits: true });
  });

  it.each([
    [[{ ...DISABLE, state: 'accepted' }], 'done here, waits for directory sync'],
    [[{ ...BLOCK, state: 'overwritten', turnedBack: back('request', 'L-1050') }], 'changed by L-1050'],
    [[{ ...BLOCK, state: 'accepted' }], 'done here, waiting for what follows'],
    [[{ ...BLOCK, state: 'waiting' }], 'running'],
  ] as const)('says what nobody has to do anything for: %#', (steps, words) => {
    expect(row(steps).words).toBe(words);
  });

  it('says who holds it, and that a block made at once is not confirmed yet', () => {
    const hold = { how: 'hold', by: 'id', byName: 'Daan', reason: '', at: NOW, until: null, reminded: 0 } as const;
    expect(row([BLOCK], { hold })).toMatchObject({ words: 'held by Daan until an approver decides', waits: true });
    const emergency = { confirmBy: NOW, answer: null, proposal: null };
    expect(row([BLOCK], { emergency })).toMatchObject({
      words: 'blocked at once: waits for confirmation',
      waits: true,
    });
  });

  it('says the state of what has not begun or is over', () => {
    expect(row([], { state: 'pending' })).toMatchObject({ words: 'waiting for approval', waits: true });
    expect(row([], { state: 'scheduled' })).toMatchObject({ words: 'scheduled', waits: false });
    expect(row([{ state: 'failed' }], { state: 'done' })).toMatchObject({ words: 'done', waits: false });
  });
});
