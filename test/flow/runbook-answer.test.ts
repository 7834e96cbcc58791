import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { emptyChoices } from '../../src/domain/choices.ts';
import type { Request } from '../../src/domain/request.ts';
import { HANDED_OUT, HANDED_OUT_TURNED } from '../../src/domain/stopped-between.ts';
import { text } from '../../src/domain/text.ts';
import { UNDONE_BY } from '../../src/domain/work-off.ts';
import type { Flow } from '../../src/flow/flow.ts';
import type { Ports } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aSyncedTargetUser, IDS, minutesAfter, NOW, ON_PREMISES } from '../helpers/given.ts';
import { APPROVER, helpdeskFlow } from '../helpers/helpdesk-flow.ts';
import { storeRequest } from '../store/store-request.ts';

const BEFORE = {
  distinguishedName: ON_PREMISES.distinguishedName,
  groups: ['CN=GG-Finance,OU=Groups,DC=corp,DC=contoso,DC=example'],
  hidden: null,
};

describeOnEachDatabase('the runbook of a request', (given) => {
  let flow: Flow;
  let ports: Ports;
  let request: Request;

  beforeEach(async () => {
    ({ flow, ports } = helpdeskFlow(given));
    request = await storeRequest(
      given.database(),
      { state: 'running', startedAt: NOW, facts: aSyncedTargetUser({ id: randomUUID() }) },
      [
        { kind: 'leave-ad-groups', lane: 'on-premises', state: 'needs-person', snapshot: { found: 'active' } },
        { kind: 'disable-account', lane: 'on-premises', state: 'needs-person', snapshot: { found: 'active' } },
      ],
    );
  });

  const pasted = (more: object) =>
    JSON.stringify({
      leaver: 1,
      reference: request.reference,
      sid: ON_PREMISES.securityIdentifier,
      actions: [
        { kind: 'disable-account', done: true, at: '2026-03-09T10:05:00Z' },
        { kind: 'leave-ad-groups', done: true, at: '2026-03-09T10:06:00Z' },
      ],
      accountDisabled: true,
      ...more,
    });
  const answer = (result: string) => flow.answerRunbook(APPROVER.id, request.id, { answer: 'done', result });
  const steps = () => ports.ledger.read(request.id);

  it('keeps nothing of what it says was before: only what Leaver read itself is ever given back', async () => {
    expect((await answer(pasted({ before: BEFORE }))).refused).toBeNull();
    for (const step of await steps()) expect(step).toMatchObject({ state: 'attested', snapshot: { found: 'active' } });
    expect(JSON.stringify(await steps())).not.toContain('GG-Finance');
  });

  it('is said of each action that the script printed, and by whom, also of what nobody can see', async () => {
    await answer(pasted({}));
    const notes = (await steps()).map(({ kind, note }) => [kind, note?.key]);
    expect(notes).toEqual(
      expect.arrayContaining([
        ['disable-account', 'flow.attested-with-result'],
        ['leave-ad-groups', 'flow.reported-by-script'],
      ]),
    );
  });

  it('keeps what it knew where the result does not say what was before', async () => {
    await answer(pasted({}));
    for (const step of await steps()) expect(step.snapshot).toEqual({ found: 'active' });
  });

  it('keeps what the sync server said as evidence', async () => {
    const sync = { stagingMode: true, schedulerEnabled: false, nextCycleUtc: '2026-03-09T10:10:00Z' };
    await answer(pasted({ sync }));
    const [step] = await steps();
    expect(step?.evidence).toEqual({
      result: {
        at: '2026-03-09T10:06:00.000Z',
        accountDisabled: true,
        sync: { ...sync, nextCycleUtc: '2026-03-09T10:10:00.000Z' },
      },
    });
  });

  it('keeps that it was said to be done once the helpdesk says that it cannot be: it may have been', async () => {
    await flow.answerRunbook(APPROVER.id, request.id, { answer: 'done', result: null });
    const saidAt = (await steps()).map(({ acceptedAt }) => acceptedAt);
    await flow.answerRunbook(APPROVER.id, request.id, { answer: 'cannot', reason: 'No rights' });
    for (const [at, { evidence, acceptedAt }] of (await steps()).entries()) {
      expect(acceptedAt).toBeNull();
      expect(evidence).toEqual({ cannotAt: minutesAfter(NOW, 30), saidDoneAt: saidAt[at] });
    }
  });

  it('says how to get it again once the helpdesk has said that it cannot be done, and at what hour that was', async () => {
    await flow.answerRunbook(APPROVER.id, request.id, { answer: 'cannot', reason: 'No rights' });
    for (const step of await steps()) expect(step.evidence).toEqual({ cannotAt: minutesAfter(NOW, 30) });
    const givenBack = { refused: { key: 'flow.runbook-given-back', values: { reference: request.reference } } };
    expect(await answer(pasted({}))).toMatchObject(givenBack);
    expect(await flow.runbookFile(APPROVER.id, request.id)).toMatchObject(givenBack);
  });

  it('was not done after all once the helpdesk says that it cannot be done: nothing that was said before counts', async () => {
    await flow.answerRunbook(APPROVER.id, request.id, { answer: 'done', result: null });
    for (const step of await steps()) expect(step).toMatchObject({ state: 'attested', acceptedAt: expect.any(String) });
    expect(
      (await flow.answerRunbook(APPROVER.id, request.id, { answer: 'cannot', reason: 'No rights' })).refused,
    ).toBeNull();
    for (const step of await steps())
      expect(step).toMatchObject({ state: 'failed', acceptedAt: null, verifiedAt: null });
  });

  it('is to be had again where it was only said to be done, and is seen not to be so', async () => {
    const disabled = (await steps()).find(({ kind }) => kind === 'disable-account');
    const turnedBack = { times: 1, at: minutesAfter(NOW, 11), by: null, how: 'said' } as const;
    await ports.ledger.move(disabled?.id ?? '', ['needs-person'], 'overwritten', { turnedBack });
    expect(await flow.runbookFile(APPROVER.id, request.id)).not.toHaveProperty('refused');
    expect((await answer(pasted({}))).refused).toBeNull();
    for (const step of await steps()) expect(step.state).toBe('attested');
  });

  it.each([
    ['before the request began: then it counts from its start', '2026-03-08T10:05:00Z', NOW],
    ['while it ran: then as claimed', minutesAfter(NOW, 5), minutesAfter(NOW, 5)],
    ['at an hour to come: then it counts from now', '2027-03-09T10:05:00Z', minutesAfter(NOW, 30)],
  ])('may claim to have been done %s', async (_, claimed, counts) => {
    await answer(pasted({ actions: [{ kind: 'disable-account', done: true, at: claimed }] }));
    const disabled = (await steps()).find(({ kind }) => kind === 'disable-account');
    expect(disabled?.evidence).toMatchObject({ result: { at: counts } });
  });

  it('counts from when the block was found turned back, or the work handed out again, when an old line is pasted', async () => {
    const disabled = (await steps()).find(({ kind }) => kind === 'disable-account');
    const turnedBack = { times: 1, at: minutesAfter(NOW, 11), by: null, how: 'said' } as const;
    const id = disabled?.id ?? '';
    await ports.ledger.move(id, ['needs-person'], 'needs-person', { turnedBack });
    await answer(pasted({}));
    const at = async () => (await steps()).find(({ kind }) => kind === 'disable-account')?.evidence;
    expect(await at()).toMatchObject({ result: { at: minutesAfter(NOW, 11) } });
    await ports.ledger.move(id, ['attested'], 'needs-person', { intendedAt: minutesAfter(NOW, 20) });
    await answer(pasted({}));
    expect(await at()).toMatchObject({ result: { at: minutesAfter(NOW, 20) } });
  });

  it.each([
    ['says at once on both cards that it was run after a restore had enabled the account', minutesAfter(NOW, 20), true],
    ['says nothing of a restore that enabled the account later', minutesAfter(NOW, 10), false],
  ])('%s', async (_, at, isAfter) => {
    const { targetUserId } = request;
    const restore = await storeRequest(
      given.database(),
      {
        targetUserId,
        state: 'done',
        startedAt: minutesAfter(NOW, 12),
        endedAt: NOW,
        facts: request.facts,
        choices: emptyChoices('restore-user', targetUserId),
      },
      [{ kind: 'enable-account', lane: 'on-premises', state: 'verified', acceptedAt: minutesAfter(NOW, 15) }],
    );
    const { reference } = restore;
    const note = text(UNDONE_BY, { reference, at: { instant: minutesAfter(NOW, 15) } });
    await ports.requests.change(request.id, { from: ['running'] }, { state: 'done-with-gaps', endedAt: NOW, note });
    for (const { id } of await steps())
      await ports.ledger.move(id, ['needs-person'], 'waived', { note: text(HANDED_OUT_TURNED, { reference }) });
    const { view } = await answer(pasted({ actions: [{ kind: 'disable-account', done: true, at }] }));
    const [enable] = await ports.ledger.read(restore.id);
    const now = await ports.requests.read(restore.id);
    const headline = view?.kind === 'runbook' ? view.report.headline.key : null;
    expect([enable?.state, enable?.note?.key, now?.state, headline]).toEqual(
      isAfter
        ? ['overwritten', 'flow.disabled-after', 'watching', 'report.headline.turned-round-disabled']
        : ['verified', undefined, 'done', 'report.headline.turned-round'],
    );
    expect('file' in (await flow.runbookFile(APPROVER.id, restore.id))).toBe(isAfter);
  });

  it('is refused as a whole when one part of the result is not what the script prints', async () => {
    const { refused } = await answer(pasted({ before: { ...BEFORE, groups: 'all of them' } }));
    expect(refused?.key).toBe('runbook.result.incomplete');
    for (const step of await steps()) expect(step.state).toBe('needs-person');
  });

  it('is taken in whole or not at all: where a step moved meanwhile, nothing of it counts and it is said', async () => {
    const { read } = ports.ledger;
    const [, disabled] = await steps();
    ports.ledger.read = async (requestId) => {
      ports.ledger.read = read;
      const before = await read(requestId);
      await ports.ledger.move(disabled?.id ?? '', ['needs-person'], 'waived', {});
      return before;
    };
    expect((await answer(pasted({}))).refused?.key).toBe('flow.changed-meanwhile');
    expect((await steps()).map(({ state }) => state)).toEqual(['needs-person', 'waived']);
    const { refused } = await flow.answerRunbook(APPROVER.id, request.id, { answer: 'cannot', reason: 'No rights' });
    expect(refused).toBeNull();
  });

  it('is a file for an approver, with the digest of the card and the work that is open', async () => {
    const given_ = await flow.runbookFile(APPROVER.id, request.reference);
    const { view } = await flow.answerRunbook(APPROVER.id, request.id, { answer: 'cannot', reason: '' });
    const shown = view?.kind === 'runbook' ? view.runbook : null;
    expect(given_).toMatchObject({
      file: { name: `leaver-${request.reference}.ps1`, script: shown?.script, digest: shown?.digest },
    });
    expect(shown?.actions).toEqual(['disable-account', 'leave-ad-groups']);
  });

  it('is no file once the request was stopped, but the card on which a result is still taken', async () => {
    const hold = { how: 'stop', by: IDS.group, byName: 'Grady', reason: 'Wrong', at: NOW, until: null, reminded: 0 };
    await ports.requests.change(request.id, { from: ['running'] }, { hold: { ...hold, how: 'stop' } });
    for (const { id } of await steps())
      await ports.ledger.move(id, ['needs-person'], 'waived', { note: text(HANDED_OUT, { name: 'Grady' }) });
    expect(await flow.runbookFile(APPROVER.id, request.reference)).toMatchObject({
      refused: { key: 'card.runbook.headline-stopped' },
      view: { kind: 'runbook', open: true },
    });
  });

  it('is a file for nobody else, and no more once nothing is open', async () => {
    for (const id of [IDS.requester, request.targetUserId, randomUUID()])
      expect(await flow.runbookFile(id, request.id)).toMatchObject({ refused: { key: 'flow.not-yours' } });
    expect(await flow.runbookFile(APPROVER.id, 'L-999999')).toMatchObject({ refused: { key: 'flow.not-yours' } });
    await answer(pasted({ before: BEFORE }));
    expect(await flow.runbookFile(APPROVER.id, request.id)).toMatchObject({ refused: { key: 'flow.runbook-closed' } });
  });
});
