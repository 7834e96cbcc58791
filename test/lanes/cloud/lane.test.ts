import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Gap } from '../../../src/domain/gap.ts';
import { givenBackBy } from '../../../src/domain/given-back-by.ts';
import type { StepRecord } from '../../../src/domain/outcome.ts';
import { newPart } from '../../../src/domain/part.ts';
import { partsAfter } from '../../../src/domain/parts-after.ts';
import { shareKey } from '../../../src/domain/share-key.ts';
import { STEP_KINDS } from '../../../src/domain/step.ts';
import { rowsOf } from '../../../src/domain/stored.ts';
import { takenBy } from '../../../src/domain/taken-by.ts';
import { type Json, text } from '../../../src/domain/text.ts';
import type { Taken } from '../../../src/domain/undoes.ts';
import type { Performed } from '../../../src/flow/ports.ts';
import { mailboxSettingsPath } from '../../../src/lanes/cloud/auto-reply.ts';
import { createCloudLane } from '../../../src/lanes/cloud/lane.ts';
import { softDelete } from '../../../src/sandbox/deleted-items.ts';
import { switchInEntra } from '../../../src/sandbox/entra-admin.ts';
import { changeCloud } from '../../../src/sandbox/tenant-record.ts';
import type { DrivePermission, TenantState } from '../../../src/sandbox/tenant-state.ts';
import { aRequest, aStepRecord } from '../../helpers/given.ts';
import { partsInMemory } from '../../helpers/parts-in-memory.ts';
import { contextOf, type OneStep, perform, run } from './run-one-step.ts';
import { groupOf, idOf, type StartedTenant, startTenant } from './start-tenant.ts';

let tenant: StartedTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.stop());
beforeEach(async () => {
  await tenant.control('POST', '/reset');
  tenant.exchanges.splice(0);
});

const look = async (one: OneStep) => tenant.lane.look(await contextOf(tenant, one));
const LEAVE = { groups: 'all-cloud-groups' };
const LICENCES = { licences: 'all-direct-licences' };
const evidenceOf = (performed: Performed): Readonly<Record<string, unknown>> => {
  if (performed.status !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(performed)}`);
  return performed.evidence as Readonly<Record<string, unknown>>;
};
const groupsOf = (key: string) =>
  Object.values(tenant.sandbox.tenant.state().groups)
    .filter(({ members }) => members.includes(idOf(key)))
    .map(({ displayName }) => displayName);

describe('block-sign-in', () => {
  it('blocks somebody in the cloud, and is seen', async () => {
    const { performed, verified, context } = await run(tenant, { kind: 'block-sign-in', of: 'adele' });
    expect(performed).toMatchObject({ status: 'accepted', evidence: { status: 204 } });
    expect(verified).toMatchObject({ status: 'seen', evidence: { accountEnabled: false } });
    expect(tenant.now('adele').cloud?.accountEnabled).toBe(false);
    const write = tenant.exchanges.find(({ method }) => method === 'PATCH');
    expect(write?.requestBody).toEqual({ accountEnabled: false });
    expect(write?.requestHeaders['client-request-id']).toBe(context.step.id);
  });

  it('has nothing to do for somebody blocked', async () => {
    expect(await look({ kind: 'block-sign-in', of: 'lotte' })).toMatchObject({
      status: 'already',
      note: { key: 'graph.block.already' },
    });
  });

  it('is sent to somebody who reads as blocked where the step says so: that read may lag', async () => {
    const always = { kind: 'block-sign-in', of: 'lotte', parameters: { always: true } } as const;
    const { performed, verified } = await run(tenant, always);
    expect(performed).toMatchObject({ status: 'accepted', evidence: { status: 204 } });
    expect(verified).toMatchObject({ status: 'seen', evidence: { accountEnabled: false } });
  });

  it('is seen only for now when AD DS masters the person, and not at all after sync turned it back', async () => {
    const { verified, context } = await run(tenant, { kind: 'block-sign-in', of: 'alex' });
    expect(verified).toMatchObject({ status: 'seen-temporary' });
    await tenant.control('POST', '/sync');
    expect(await tenant.lane.verify(context)).toMatchObject({ status: 'not-seen', evidence: { accountEnabled: true } });
  });

  it('is known as turned back by a sync that came between the call and its answer, before anybody saw it', async () => {
    const { context } = await perform(tenant, { kind: 'block-sign-in', of: 'alex' });
    await tenant.control('POST', '/sync');
    const answered = { ...context.step, acceptedAt: new Date(tenant.clock.now().getTime() + 60_000).toISOString() };
    expect(await tenant.lane.verify({ ...context, step: answered })).toMatchObject({
      status: 'not-seen',
      turnedBack: { how: 'sync' },
    });
  });

  it('is nobody’s doing while the last that the audit log knows is our own call: the read lags', async () => {
    const intended = tenant.clock.now().toISOString();
    tenant.sandbox.tenant.change('time', (state, now) => switchInEntra(state, now, tenant.now('adele'), true));
    const { context } = await perform(tenant, { kind: 'block-sign-in', of: 'adele' });
    const before = { ...context.step, intendedAt: intended, verifiedAt: null };
    tenant.sandbox.tenant.change('time', (state) =>
      changeCloud(state, idOf('adele'), () => ({ accountEnabled: true })),
    );
    const found = await tenant.lane.verify({ ...context, step: before });
    expect(found).toMatchObject({ status: 'not-seen' });
    expect(found).not.toHaveProperty('turnedBack');
  });

  it('is for a person when Graph refuses it for somebody synced', async () => {
    const { performed, verified } = await run(tenant, { kind: 'block-sign-in', of: 'chantal' });
    expect(performed).toEqual({ status: 'needs-person', note: { key: 'graph.block.refused-by-sync' } });
    expect(verified).toMatchObject({ status: 'not-seen' });
  });

  it('stands when Graph refuses it for somebody synced whom directory sync blocked before', async () => {
    await tenant.control('POST', `/ad/disable/${idOf('chantal')}`);
    await tenant.control('POST', '/sync');
    const always = { kind: 'block-sign-in', of: 'chantal', parameters: { always: true } } as const;
    const { performed, verified } = await run(tenant, always);
    expect(performed).toMatchObject({ status: 'accepted', evidence: { status: 400 } });
    expect(verified).toMatchObject({ status: 'seen-temporary', evidence: { accountEnabled: false } });
  });

  it('is refused in words for an administrator', async () => {
    const { performed } = await perform(tenant, { kind: 'block-sign-in', of: 'katrin' });
    expect(performed).toEqual({ status: 'refused', note: { key: 'graph.refused.forbidden' } });
  });

  it('counts as seen once the person is deleted', async () => {
    const { context } = await run(tenant, { kind: 'block-sign-in', of: 'adele' });
    await run(tenant, { kind: 'delete-account', of: 'adele' });
    expect(await tenant.lane.verify(context)).toMatchObject({ status: 'seen', evidence: { found: 'soft-deleted' } });
  });
});

describe('unblock-sign-in', () => {
  it('lets somebody in the cloud sign in again', async () => {
    const { verified } = await run(tenant, { kind: 'unblock-sign-in', of: 'lotte' });
    expect(verified).toMatchObject({ status: 'seen', evidence: { accountEnabled: true } });
    expect(await look({ kind: 'unblock-sign-in', of: 'lotte' })).toMatchObject({ status: 'already' });
  });

  it('is only for now while AD DS says blocked', async () => {
    const { verified, context } = await run(tenant, { kind: 'unblock-sign-in', of: 'mohamed' });
    const enable = aStepRecord({ kind: 'enable-account', lane: 'on-premises', state: 'accepted' });
    const withAd = await tenant.lane.verify({ ...context, steps: [enable, context.step] });
    expect(withAd).toMatchObject({ status: 'seen-temporary' });
    // Nothing is to be done in AD DS for somebody who was blocked only in the cloud: the next sync shows whether that is so.
    expect(verified).toMatchObject({ status: 'seen-temporary', note: { key: 'graph.unblock.waits-for-sync' } });
    const acceptedAt = '2026-01-01T00:00:00.000Z';
    const earlier = { ...context, step: { ...context.step, acceptedAt } };
    expect(await tenant.lane.verify(earlier)).toMatchObject({ status: 'seen' });
  });
});

describe('revoke-sessions', () => {
  it('is seen by the stamp, not by the answer', async () => {
    const { context, verified } = await run(tenant, { kind: 'revoke-sessions', of: 'alex' });
    expect(verified).toMatchObject({ status: 'seen' });
    const unrelated = await contextOf(tenant, { kind: 'revoke-sessions', of: 'adele' });
    const never = { ...context, targetUserId: unrelated.targetUserId, step: { ...context.step, snapshot: null } };
    expect(await tenant.lane.verify(never)).toMatchObject({ status: 'not-seen' });
  });

  it('is seen when the clock of Graph runs behind ours', async () => {
    const { context } = await run(tenant, { kind: 'revoke-sessions', of: 'adele' });
    const ahead = { ...context.step, intendedAt: new Date(tenant.clock.now().getTime() + 60_000).toISOString() };
    expect(await tenant.lane.verify({ ...context, step: ahead })).toMatchObject({ status: 'seen' });
  });
});

describe('reset-password', () => {
  it('sets a password that nobody gets to know', async () => {
    const { looked, performed, verified, context } = await run(tenant, { kind: 'reset-password', of: 'adele' });
    expect(verified).toMatchObject({ status: 'seen' });
    const sent = tenant.exchanges.find(({ method }) => method === 'PATCH')?.requestBody as {
      readonly passwordProfile: { readonly password: string; readonly forceChangePasswordNextSignIn: boolean };
    };
    expect(sent.passwordProfile.forceChangePasswordNextSignIn).toBe(true);
    expect(sent.passwordProfile.password.length).toBeGreaterThan(40);
    const kept = JSON.stringify([looked, performed, verified, context]);
    expect(kept).not.toContain(sent.passwordProfile.password);
  });

  it('is another one every time', async () => {
    await run(tenant, { kind: 'reset-password', of: 'adele' });
    await run(tenant, { kind: 'reset-password', of: 'adele' });
    const sent = tenant.exchanges
      .filter(({ method }) => method === 'PATCH')
      .map(({ requestBody }) => JSON.stringify(requestBody));
    expect(new Set(sent).size).toBe(2);
  });

  it('is not for the cloud when AD DS masters the person', async () => {
    expect(await look({ kind: 'reset-password', of: 'alex' })).toMatchObject({ status: 'refused' });
    expect(tenant.writes()).toEqual([]);
  });
});

describe('set-auto-reply and stop-auto-reply', () => {
  it('answers everybody, and afterwards is again what it was', async () => {
    const before = tenant.now('adele').mailbox?.automaticReplies;
    const text = 'Adele <has> left & "Megan"\ntakes over.';
    const { looked, verified } = await run(tenant, { kind: 'set-auto-reply', of: 'adele', parameters: { text } });
    expect(verified).toMatchObject({ status: 'seen' });
    const set = tenant.now('adele').mailbox?.automaticReplies;
    expect(set).toMatchObject({ status: 'alwaysEnabled', externalAudience: 'all' });
    expect(set?.externalReplyMessage).toContain('&lt;has&gt;');
    expect(set?.internalReplyMessage).toBe(set?.externalReplyMessage);

    expect(await look({ kind: 'set-auto-reply', of: 'adele', parameters: { text } })).toMatchObject({
      status: 'already',
    });

    const parameters = { stepId: 'x', snapshot: 'snapshot' in looked ? looked.snapshot : null };
    const stopped = await run(tenant, { kind: 'stop-auto-reply', of: 'adele', parameters });
    expect(stopped.verified).toMatchObject({ status: 'seen' });
    expect(tenant.now('adele').mailbox?.automaticReplies.status).toBe(before?.status);
    expect(await look({ kind: 'stop-auto-reply', of: 'adele', parameters })).toMatchObject({ status: 'already' });
  });

  it('leaves a reply alone that somebody else set since, or switched off', async () => {
    const words = { setting: { status: 'disabled' }, set: 'What Leaver set.' };
    await run(tenant, { kind: 'set-auto-reply', of: 'adele', parameters: { text: 'What IT set.' } });
    const looked = await look({ kind: 'stop-auto-reply', of: 'adele', parameters: { snapshot: words } });
    expect(looked).toMatchObject({ status: 'already', note: { key: 'graph.auto-reply.changed-since' } });
    for (const ours of [{ set: 'What IT set.' }, { or: 'What IT set.' }])
      expect(
        await look({ kind: 'stop-auto-reply', of: 'adele', parameters: { snapshot: { ...words, ...ours } } }),
      ).toMatchObject({ status: 'needed' });
  });

  it('takes a reply off also where somebody gave it an end since, and leaves alone what they switched off', async () => {
    const text = 'Gone.';
    const setting = { status: 'disabled', internalReplyMessage: 'Back soon.' };
    const parameters = { snapshot: { setting, set: text } };
    await run(tenant, { kind: 'set-auto-reply', of: 'adele', parameters: { text } });
    const change = (automaticRepliesSetting: Json) =>
      tenant.graph.write(
        'PATCH',
        mailboxSettingsPath(idOf('adele')),
        { automaticRepliesSetting },
        { stepId: randomUUID(), mayBeSent: async () => true },
      );
    await change({ status: 'disabled' });
    const off = await look({ kind: 'stop-auto-reply', of: 'adele', parameters });
    expect(off).toMatchObject({ status: 'already', note: { key: 'graph.auto-reply.changed-since' } });
    await change({
      status: 'scheduled',
      scheduledStartDateTime: { dateTime: '2020-01-01T00:00:00', timeZone: 'UTC' },
      scheduledEndDateTime: { dateTime: '2030-01-01T00:00:00', timeZone: 'UTC' },
    });
    const { looked, verified } = await run(tenant, { kind: 'stop-auto-reply', of: 'adele', parameters });
    expect([looked.status, verified.status]).toEqual(['needed', 'seen']);
    expect(tenant.now('adele').mailbox?.automaticReplies.status).toBe('disabled');
  });

  describe('while there is no mailbox', () => {
    const minutesAgo = (minutes: number) => new Date(tenant.clock.now().getTime() - minutes * 60_000).toISOString();
    const restore = (more: Partial<StepRecord>) => aStepRecord({ kind: 'restore-account', state: 'verified', ...more });
    const licences = (more: Partial<StepRecord>) =>
      aStepRecord({ kind: 'return-licences', state: 'verified', ...more });
    const lookBeside = async (steps: readonly StepRecord[]) => {
      const mine = await contextOf(tenant, { kind: 'stop-auto-reply', of: 'ravi' });
      return tenant.lane.look({ ...mine, steps: [...steps, mine.step] });
    };
    const NOT_BACK = {
      status: 'already',
      note: { key: 'graph.auto-reply.mailbox-not-back' },
      gaps: [{ kind: 'step', id: 'stop-auto-reply', why: 'mailbox-not-back', who: 'helpdesk' }],
    };

    it('waits for one that the account or a licence brings back, and then names it to people', async () => {
      for (const back of [restore, licences]) {
        const given = (minutes: number) => back({ acceptedAt: minutesAgo(minutes), verifiedAt: minutesAgo(minutes) });
        expect(await lookBeside([given(1)])).toMatchObject({ status: 'later' });
        expect(await lookBeside([given(29)])).toMatchObject({ status: 'later' });
        expect(await lookBeside([given(31)])).toMatchObject(NOT_BACK);
      }
      const later = licences({ acceptedAt: minutesAgo(5), verifiedAt: minutesAgo(5) });
      expect(await lookBeside([restore({ verifiedAt: minutesAgo(40) }), later])).toMatchObject({ status: 'later' });
    });

    it('names it to people where the licence that brings it was refused: they may still give it', async () => {
      expect(await lookBeside([licences({ state: 'waived' })])).toMatchObject(NOT_BACK);
    });

    it('has nothing to do where nothing brings one', async () => {
      const none = { status: 'already', note: { key: 'graph.auto-reply.no-mailbox' } };
      expect(await lookBeside([])).toMatchObject(none);
      const skipped = licences({ state: 'skipped', note: text('graph.licences.none') });
      expect(await lookBeside([skipped])).toMatchObject(none);
    });
  });

  it('uses the built-in text when the requester gave none', async () => {
    await run(tenant, { kind: 'set-auto-reply', of: 'adele', parameters: { text: null } });
    expect(tenant.now('adele').mailbox?.automaticReplies.internalReplyMessage).toContain(
      'No longer here &amp; &lt;gone&gt;.',
    );
  });

  it('knows the built-in words that it set when those of today are others', async () => {
    const { context } = await run(tenant, { kind: 'set-auto-reply', of: 'adele', parameters: { text: null } });
    const { graph, clock } = tenant;
    const later = createCloudLane({ graph, clock, settleSeconds: 2, autoReplyText: 'Niet meer hier.' });
    const verified = await later.verify(context);
    expect(verified).toMatchObject({ status: 'seen', evidence: { reply: 'No longer here & <gone>.' } });
    const set = 'evidence' in verified ? verified.evidence : null;
    const known = { ...context, step: { ...context.step, evidence: set } };
    await run(tenant, { kind: 'set-auto-reply', of: 'adele', parameters: { text: 'Of IT.' } });
    expect(await later.verify(known)).toMatchObject({ status: 'not-seen' });
  });

  it('knows them by what it was about to set where the answer was lost, and sets no others', async () => {
    const { looked, context } = await run(tenant, { kind: 'set-auto-reply', of: 'adele', parameters: { text: null } });
    const { graph, clock } = tenant;
    const later = createCloudLane({ graph, clock, settleSeconds: 2, autoReplyText: 'Niet meer hier.' });
    const snapshot = 'snapshot' in looked ? looked.snapshot : null;
    const lost = { ...context, step: { ...context.step, snapshot, evidence: null } };
    expect(await later.look(lost)).toMatchObject({ status: 'already' });
    expect(await later.verify(lost)).toMatchObject({ status: 'seen', evidence: { reply: 'No longer here & <gone>.' } });
    await run(tenant, { kind: 'set-auto-reply', of: 'adele', parameters: { text: 'Of IT.' } });
    expect(await later.verify(lost)).toMatchObject({ status: 'not-seen' });
  });

  it('has nothing to do without a mailbox', async () => {
    const looked = await look({ kind: 'set-auto-reply', of: 'ravi', parameters: { text: null } });
    expect(looked).toMatchObject({ status: 'already', note: { key: 'graph.auto-reply.no-mailbox' }, snapshot: null });
  });
});

describe('what a look does not find or may not read', () => {
  const SET = { kind: 'set-auto-reply', of: 'adele', parameters: { text: 'Gone.' } } as const;
  const share = { kind: 'share-onedrive', of: 'adele', parameters: { successorId: idOf('manager') } } as const;
  const change = (part: object) =>
    tenant.sandbox.tenant.change('time', (state) => {
      const person = state.people[idOf('adele')];
      if (person === undefined) throw new Error('nobody');
      return { ...state, people: { ...state.people, [person.id]: { ...person, ...part } } };
    });

  it('is gone where the mailbox, the files or the account are, and what was known stays', async () => {
    const reply = await run(tenant, SET);
    const shared = await run(tenant, share);
    change({ mailbox: null, drive: null });
    expect(await tenant.lane.verify(reply.context)).toMatchObject({
      status: 'gone',
      evidence: { gone: 'mailbox', reply: 'Gone.' },
    });
    expect(await tenant.lane.verify(shared.context)).toMatchObject({ status: 'gone', evidence: { gone: 'drive' } });
    tenant.sandbox.tenant.change('time', (state, now) => softDelete(state, now, idOf('adele'), 'directory-sync'));
    for (const { context } of [reply, shared])
      expect(await tenant.lane.verify(context)).toMatchObject({ status: 'gone', evidence: { gone: 'account' } });
  });

  it('is not gone and not changed where the read is refused', async () => {
    const reply = await run(tenant, SET);
    const shared = await run(tenant, share);
    await tenant.control('POST', '/faults', {
      refuse: { match: 'GET /(users/.*/mailboxSettings|drives/.*)', times: 2 },
    });
    for (const { context } of [reply, shared])
      expect(await tenant.lane.verify(context)).toMatchObject({
        status: 'unreadable',
        note: { key: 'graph.refused.forbidden' },
      });
  });

  it('keeps somebody out who was deleted for good, and lets nobody in', async () => {
    const block = await run(tenant, { kind: 'block-sign-in', of: 'adele' });
    const unblock = await run(tenant, { kind: 'unblock-sign-in', of: 'adele' });
    await run(tenant, { kind: 'delete-account', of: 'adele' });
    await tenant.control('POST', `/purge/${idOf('adele')}`);
    expect(await tenant.lane.verify(block.context)).toMatchObject({ status: 'seen', evidence: { found: 'gone' } });
    expect(await tenant.lane.verify(unblock.context)).toMatchObject({ status: 'gone', evidence: { gone: 'account' } });
  });

  it('is not said to be deleted for good by one read, which may lag', async () => {
    const { context } = await run(tenant, { kind: 'block-sign-in', of: 'adele' });
    await run(tenant, { kind: 'delete-account', of: 'adele' });
    await tenant.control('POST', `/purge/${idOf('adele')}`);
    const known = { found: 'active', read: '2026-01-01T00:00:00.000Z' };
    const seen = { ...context.step, state: 'verified', verifiedAt: known.read, evidence: known } as const;
    const once = await tenant.lane.verify({ ...context, step: seen });
    expect(once).toMatchObject({ status: 'seen', evidence: { ...known, goneOnce: expect.any(String) } });
    const evidence = { ...known, goneOnce: known.read };
    const twice = await tenant.lane.verify({ ...context, step: { ...seen, evidence } });
    expect(twice).toMatchObject({ status: 'seen', evidence: { found: 'gone' } });
  });

  it('is no change back of a deletion that became final', async () => {
    const { context } = await run(tenant, { kind: 'delete-account', of: 'adele' });
    await tenant.control('POST', `/purge/${idOf('adele')}`);
    const seen = { ...context, step: { ...context.step, verifiedAt: '2026-01-01T00:00:00.000Z' } };
    expect(await tenant.lane.verify(seen)).toMatchObject({ status: 'seen' });
  });
});

describe('share-onedrive and unshare-onedrive', () => {
  const share = { kind: 'share-onedrive', of: 'adele', parameters: { successorId: idOf('manager') } } as const;

  it('lets the successor write without a mail, and afterwards no longer', async () => {
    const { looked, performed, verified } = await run(tenant, share);
    const invite = tenant.exchanges.find(({ url }) => url.endsWith('/invite'));
    expect(invite?.requestBody).toMatchObject({ sendInvitation: false, requireSignIn: true, roles: ['write'] });
    expect(verified).toMatchObject({ status: 'seen' });
    const ids = evidenceOf(performed).permissionIds as readonly string[];
    expect(ids).toHaveLength(1);
    expect(tenant.now('adele').drive?.permissions.map(({ id }) => id)).toContain(ids[0]);
    expect(await look(share)).toMatchObject({ status: 'already' });

    const parameters = { stepId: 'x', snapshot: 'snapshot' in looked ? looked.snapshot : null };
    const undone = await run(tenant, { kind: 'unshare-onedrive', of: 'adele', parameters });
    expect(undone.verified).toMatchObject({ status: 'seen' });
    expect(tenant.now('adele').drive?.permissions.some(({ personId }) => personId === idOf('manager'))).toBe(false);
    expect(await look({ kind: 'unshare-onedrive', of: 'adele', parameters })).toMatchObject({ status: 'already' });
  });

  it('is read for a restore: of what nothing is left, and of nothing that cannot be read', async () => {
    const { looked } = await run(tenant, share);
    const shared = 'snapshot' in looked ? (looked.snapshot as { readonly driveId: string }) : { driveId: '' };
    const lost = { ...shared, driveId: 'gone' };
    const unshared = () =>
      tenant.directory.readUnshared([
        { ...shared, given: [] },
        { ...lost, given: [] },
      ]);
    expect(await unshared()).toEqual([]);
    const parameters = { stepId: 'x', snapshot: shared };
    await run(tenant, { kind: 'unshare-onedrive', of: 'adele', parameters });
    expect(await unshared()).toEqual([shareKey({ driveId: shared.driveId, successorId: idOf('manager') })]);
  });

  it('is taken back also as somebody lowered it to reading, where it is known which one is its own', async () => {
    const { looked } = await run(tenant, share);
    const shared = 'snapshot' in looked ? (looked.snapshot as object) : {};
    const given = tenant.now('adele').drive?.permissions.map(({ id }) => id) ?? [];
    tenant.sandbox.tenant.change('time', (state) => loweredToRead(state, idOf('adele')));
    expect(await tenant.directory.readUnshared([{ ...shared, given }])).toEqual([]);
    const parameters = { shares: [{ ...shared, given, name: 'Mo' }] };
    await run(tenant, { kind: 'unshare-onedrive', of: 'adele', parameters });
    expect(tenant.now('adele').drive?.permissions).toEqual([]);
  });

  it('knows what it gave by its id, whatever role that has at a look, and whatever others gave since', async () => {
    const { looked, context } = await run(tenant, share);
    const [own] = tenant.now('adele').drive?.permissions ?? [];
    if (own === undefined) throw new Error('nothing was shared');
    const other = { ...own, id: 'b3RoZXI' };
    const shared = 'snapshot' in looked ? (looked.snapshot as object) : {};
    let step = { ...context.step, verifiedAt: context.step.acceptedAt };
    const seen = { write: 'seen', owner: 'seen', read: 'not-seen' } as const;
    for (const [role, status] of Object.entries(seen)) {
      tenant.sandbox.tenant.change('time', (state) => sharedWith(state, idOf('adele'), [{ ...own, roles: [role] }]));
      const verified = await tenant.lane.verify({ ...context, step });
      const lowered = role === 'read' ? { lowered: [own.id] } : {};
      expect(verified).toMatchObject({ status, evidence: { permissionIds: [own.id], ...lowered } });
      step = { ...step, evidence: 'evidence' in verified ? (verified.evidence ?? null) : null };
    }
    tenant.sandbox.tenant.change('time', (state) => sharedWith(state, idOf('adele'), []));
    expect(await tenant.lane.verify({ ...context, step })).toMatchObject({ evidence: { lowered: [] } });
    tenant.sandbox.tenant.change('time', (state) => sharedWith(state, idOf('adele'), [other]));
    const verified = await tenant.lane.verify({ ...context, step });
    expect(verified).toMatchObject({ status: 'seen', evidence: { permissionIds: [own.id] } });
    tenant.sandbox.tenant.change('time', (state) =>
      sharedWith(state, idOf('adele'), [{ ...own, roles: ['owner'] }, other]),
    );
    const parameters = { shares: [{ ...shared, given: [own.id], name: 'Mo' }] };
    await run(tenant, { kind: 'unshare-onedrive', of: 'adele', parameters });
    expect(tenant.now('adele').drive?.permissions).toEqual([other]);
  });

  it('takes what the first look finds for what it gave where nothing that it was answered is there', async () => {
    const { context } = await run(tenant, share);
    const given = tenant.now('adele').drive?.permissions.map(({ id }) => id);
    for (const permissionIds of [[], ['answered']]) {
      const step = { ...context.step, verifiedAt: null, evidence: { permissionIds } };
      expect(await tenant.lane.verify({ ...context, step })).toMatchObject({ evidence: { permissionIds: given } });
    }
  });

  it('takes no share of others for its own that a retry finds in place of the one that was taken away', async () => {
    const { context } = await run(tenant, share);
    const [own] = tenant.now('adele').drive?.permissions ?? [];
    if (own === undefined) throw new Error('nothing was shared');
    const other = { ...own, id: 'b3RoZXI' };
    tenant.sandbox.tenant.change('time', (state) => sharedWith(state, idOf('adele'), [other]));
    const turnedBack = { times: 1, at: tenant.clock.now().toISOString(), by: null, how: 'person' } as const;
    const evidence = { permissionIds: [own.id] };
    // As `alreadySo` leaves it: nothing was sent again.
    const found = { ...context.step, attempt: 1, verifiedAt: null, evidence, turnedBack };
    const verify = async (step: typeof found) => tenant.lane.verify({ ...context, step });
    expect(await verify({ ...found, intendedAt: null })).toMatchObject({ status: 'seen', evidence });
    // Sent again, what is found is what that gave.
    const { intendedAt } = context.step;
    expect(await verify({ ...found, intendedAt })).toMatchObject({ evidence: { permissionIds: [other.id] } });
  });

  it('gives back what the successor could do before by the permission that it raised', async () => {
    const read = { id: 'cmVhZA', roles: ['read'] as const, personId: idOf('manager'), expirationDateTime: null };
    tenant.sandbox.tenant.change('time', (state) => sharedWith(state, idOf('adele'), [read]));
    const { looked } = await run(tenant, share);
    expect(tenant.now('adele').drive?.permissions).toEqual([{ ...read, roles: ['write'] }]);
    const shared = 'snapshot' in looked ? (looked.snapshot as object) : {};
    const shares = [{ ...shared, given: [read.id], name: 'Mo' }];
    expect(await tenant.directory.readUnshared(shares)).toEqual([]);
    const undone = await run(tenant, { kind: 'unshare-onedrive', of: 'adele', parameters: { shares } });
    expect(undone.verified).toMatchObject({ status: 'seen' });
    expect(tenant.now('adele').drive?.permissions).toEqual([read]);
    expect(await tenant.directory.readUnshared(shares)).toHaveLength(1);
  });

  it('takes back whole what an earlier version raised, and what was to end by itself', async () => {
    const ends = {
      ...{ id: 'ZW5kcw', roles: ['read'] as const, personId: idOf('manager') },
      expirationDateTime: '2031-01-01T00:00:00Z',
    };
    tenant.sandbox.tenant.change('time', (state) => sharedWith(state, idOf('adele'), [ends]));
    const { looked } = await run(tenant, share);
    const shared = 'snapshot' in looked ? (looked.snapshot as object) : {};
    expect(shared).not.toHaveProperty('had');
    const parameters = { shares: [{ ...shared, given: [ends.id], name: 'Mo' }] };
    await run(tenant, { kind: 'unshare-onedrive', of: 'adele', parameters });
    expect(tenant.now('adele').drive?.permissions).toEqual([]);
  });

  it('takes back only what it gave', async () => {
    const { looked } = await run(tenant, share);
    const other = { ...share, parameters: { successorId: idOf('tom') } };
    await run(tenant, other);
    const parameters = { stepId: 'x', snapshot: 'snapshot' in looked ? looked.snapshot : null };
    await run(tenant, { kind: 'unshare-onedrive', of: 'adele', parameters });
    const left = tenant.now('adele').drive?.permissions.map(({ personId }) => personId);
    expect(left).toContain(idOf('tom'));
    expect(left).not.toContain(idOf('manager'));
  });

  it('leaves what the successor had before', async () => {
    const { context } = await run(tenant, share);
    const had = {
      ...(context.step.snapshot as object),
      before: tenant.now('adele').drive?.permissions.map(({ id }) => id),
    };
    const parameters = { stepId: 'x', snapshot: had as Json };
    expect(await look({ kind: 'unshare-onedrive', of: 'adele', parameters })).toMatchObject({ status: 'already' });
  });

  /** As a restore names them: one for each successor. */
  const sharesOf = async (...keys: readonly string[]) => {
    const shares: Json[] = [];
    for (const key of keys) {
      const { context } = await run(tenant, { ...share, parameters: { successorId: idOf(key) } });
      shares.push({ ...(context.step.snapshot as object), given: [], name: key });
    }
    return { shares };
  };

  it('names whose access was refused to be taken, beside what was taken', async () => {
    const parameters = await sharesOf('manager', 'tom');
    const ofTom = tenant.now('adele').drive?.permissions.find(({ personId }) => personId === idOf('tom'))?.id;
    await tenant.control('POST', '/faults', { refuse: { match: `DELETE /drives/.*/permissions/${ofTom}`, times: 9 } });
    const { performed, verified } = await run(tenant, { kind: 'unshare-onedrive', of: 'adele', parameters });
    const gaps = [{ end: 'refused', kind: 'share', name: 'tom', why: 'forbidden', who: 'helpdesk' }];
    expect(performed).toMatchObject({ status: 'accepted', gaps });
    expect(verified).toMatchObject({ status: 'seen', gaps });
    const left = tenant.now('adele').drive?.permissions.map(({ personId }) => personId);
    expect([left?.includes(idOf('tom')), left?.includes(idOf('manager'))]).toEqual([true, false]);
  });

  it('names for people what no answer said to be its own, and takes only what is', async () => {
    const { shares } = await sharesOf('manager', 'tom');
    const [given, lost] = [shares[0] as object, shares[1] as object];
    const unshare = (rows: readonly object[]) =>
      ({ kind: 'unshare-onedrive', of: 'adele', parameters: { shares: rows as readonly Json[] } }) as const;
    const gaps = [{ end: 'left', kind: 'share', name: 'tom', why: 'perhaps-shared', who: 'helpdesk' }];
    const tried = { ...lost, tried: true };
    expect(await look(unshare([tried]))).toMatchObject({
      status: 'already',
      note: { key: 'graph.unshare.perhaps' },
      gaps,
    });
    const { looked, performed, verified } = await run(tenant, unshare([given, tried]));
    expect(looked).toMatchObject({ status: 'needed', gaps });
    expect(performed).toMatchObject({ status: 'accepted', gaps });
    expect(verified).toMatchObject({ status: 'seen', gaps });
    expect(tenant.now('adele').drive?.permissions.map(({ personId }) => personId)).toEqual([idOf('tom')]);
    tenant.sandbox.tenant.change('time', (state) => sharedWith(state, idOf('adele'), []));
    expect(await look(unshare([tried]))).toMatchObject({
      status: 'already',
      note: { key: 'graph.unshare.already' },
      gaps: [],
    });
  });

  it('takes what is known to be its own also where a later try got no answer, and names the rest', async () => {
    const { looked } = await run(tenant, share);
    const shared = 'snapshot' in looked ? (looked.snapshot as object) : {};
    const [own] = tenant.now('adele').drive?.permissions ?? [];
    if (own === undefined) throw new Error('nothing was shared');
    const lowered = { ...own, roles: ['read'] as const };
    const later = { ...own, id: 'bGF0ZXI' };
    tenant.sandbox.tenant.change('time', (state) => sharedWith(state, idOf('adele'), [lowered, later]));
    const parameters = { shares: [{ ...shared, given: [own.id], tried: true, name: 'Mo' }] };
    const { verified } = await run(tenant, { kind: 'unshare-onedrive', of: 'adele', parameters });
    expect(verified).toMatchObject({ status: 'seen', gaps: [{ kind: 'share', name: 'Mo', why: 'perhaps-shared' }] });
    expect(tenant.now('adele').drive?.permissions).toEqual([later]);
  });

  it('is not seen while what is known to be its own is there, beside what is named for people', async () => {
    const { looked } = await run(tenant, share);
    const shared = 'snapshot' in looked ? (looked.snapshot as object) : {};
    const [own] = tenant.now('adele').drive?.permissions ?? [];
    if (own === undefined) throw new Error('nothing was shared');
    const both = () =>
      tenant.sandbox.tenant.change('time', (state) =>
        sharedWith(state, idOf('adele'), [
          { ...own, roles: ['read'] },
          { ...own, id: 'bGF0ZXI' },
        ]),
      );
    both();
    const parameters = { shares: [{ ...shared, given: [own.id], tried: true, name: 'Mo' }] };
    const { context, performed } = await run(tenant, { kind: 'unshare-onedrive', of: 'adele', parameters });
    // As if it had been answered, and not been done.
    both();
    const gaps = 'gaps' in performed ? (performed.gaps ?? []) : [];
    expect(await tenant.lane.verify({ ...context, step: { ...context.step, gaps } })).toMatchObject({
      status: 'not-seen',
      evidence: { permissionIds: [own.id] },
    });
  });

  it('is refused where nothing of it could be taken, and only there', async () => {
    const parameters = await sharesOf('manager', 'tom');
    await tenant.control('POST', '/faults', { refuse: { match: 'DELETE /drives/.*', times: 9 } });
    const first = await perform(tenant, { kind: 'unshare-onedrive', of: 'adele', parameters });
    expect(first.performed).toMatchObject({ status: 'refused', note: { key: 'graph.refused.forbidden' } });
    await tenant.control('DELETE', '/faults');
    await tenant.control('POST', '/faults', { refuse: { match: 'DELETE /drives/.*', times: 9 } });
    // An earlier attempt took one of them, and its answer was lost.
    const snapshot = { permissionIds: [...rowsOf(first.context.step.snapshot, 'permissionIds'), 'taken-before'] };
    const again = { ...first.context, step: { ...first.context.step, snapshot } };
    expect(await tenant.lane.perform(again)).toMatchObject({ status: 'accepted' });
  });

  it('does not take a OneDrive that is not found for one in which nothing is shared', async () => {
    const parameters = await sharesOf('manager');
    const [{ drive }, personId] = [tenant.now('adele'), idOf('adele')];
    const setDrive = (now: typeof drive) =>
      tenant.sandbox.tenant.change('time', (state) => {
        const person = state.people[personId];
        if (person === undefined) throw new Error('nobody');
        return { ...state, people: { ...state.people, [personId]: { ...person, drive: now } } };
      });
    setDrive(null);
    const unshare = { kind: 'unshare-onedrive', of: 'adele', parameters } as const;
    const context = await contextOf(tenant, unshare);
    const back = (acceptedAt: string) => [
      aStepRecord({ kind: 'restore-account', lane: 'cloud', state: 'verified', acceptedAt, verifiedAt: acceptedAt }),
      context.step,
    ];
    const ago = (minutes: number) => new Date(tenant.clock.now().getTime() - minutes * 60_000).toISOString();
    expect(await tenant.lane.look({ ...context, steps: back(ago(1)) })).toMatchObject({ status: 'later' });
    for (const steps of [back(ago(50)), [context.step]])
      expect(await tenant.lane.look({ ...context, steps })).toMatchObject({
        status: 'already',
        note: { key: 'graph.unshare.drive-not-found' },
        gaps: [{ kind: 'step', id: 'unshare-onedrive', why: 'drive-not-found', who: 'helpdesk' }],
      });
    expect(await tenant.lane.verify(context)).toMatchObject({ status: 'gone', evidence: { gone: 'drive' } });
    setDrive(drive);
    expect(await tenant.lane.look({ ...context, steps: back(ago(1)) })).toMatchObject({ status: 'needed' });
  });

  it('has nothing to do without a OneDrive, and nothing without a successor', async () => {
    expect(await look({ ...share, of: 'zoe' })).toMatchObject({
      status: 'already',
      note: { key: 'graph.share.no-drive' },
    });
    expect(await look({ ...share, parameters: { successorId: null } })).toMatchObject({ status: 'refused' });
  });
});

describe('leave-groups and rejoin-groups', () => {
  /** What a restore is to give back of what the step has just taken. */
  const takenFromSanne = async () => {
    const { context } = await run(tenant, { kind: 'leave-groups', of: 'sanne', parameters: LEAVE });
    const groups = takenBy({ ...context.step, state: 'verified' }, aRequest()).map(({ before }) => before);
    return { stepId: 'x', snapshot: { groups } };
  };

  it('leaves cloud groups only, keeps the last ownership, and never touches the person', async () => {
    const before = groupsOf('sanne');
    const { performed, context, verified } = await run(tenant, {
      kind: 'leave-groups',
      of: 'sanne',
      parameters: LEAVE,
    });
    expect(tenant.writes().length).toBeGreaterThan(0);
    expect(
      tenant
        .writes()
        .every((write) => /^DELETE \/groups\/[0-9a-f-]+\/(members|owners)\/[0-9a-f-]+\/\$ref$/.test(write)),
    ).toBe(true);
    expect(tenant.now('sanne').cloud?.deletedDateTime).toBeNull();
    expect(before.filter((name) => !groupsOf('sanne').includes(name)).toSorted()).toEqual([
      'App-SAP-Users',
      'App-VPN-Users',
      'Finance team',
    ]);
    expect(performed).toMatchObject({ status: 'accepted' });
    const gaps = 'gaps' in performed ? (performed.gaps ?? []) : [];
    const whys = new Map(gaps.map(({ id, why }) => [id, why]));
    expect(context.step.parts.find(({ id }) => id === groupOf('financeTeam'))).toMatchObject({
      state: 'done',
      before: { version: 1, owner: true, member: true, class: 'microsoft-365' },
      evidence: { version: 1, owner: true, member: true },
    });
    for (const key of ['budget', 'waterlily', 'worksCouncil']) {
      expect(whys.get(groupOf(key))).toBe('last-owner');
    }
    expect(whys.get(groupOf('allEmployees'))).toBe('dynamic');
    expect(whys.get(groupOf('financeShare'))).toBe('synced');
    expect(whys.get(groupOf('newsletter'))).toBe('mail-enabled');
    // No step of this plan takes licences: they are to stay.
    expect(whys.get(groupOf('licencePowerBi'))).toBe('licences-kept');
    expect(verified).toMatchObject({ status: 'seen', gaps });
    const team = tenant.sandbox.tenant.state().groups[groupOf('financeTeam')];
    expect(team?.owners).toEqual([idOf('samFinance')]);
  });

  it('asks of a group that has another owner since only to be left, and not for an owner, until that one is gone', async () => {
    const { context } = await perform(tenant, { kind: 'leave-groups', of: 'sanne', parameters: LEAVE });
    const budget = tenant.sandbox.tenant.state().groups[groupOf('budget')];
    if (budget === undefined) throw new Error('no such group');
    const alone = budget.owners;
    const seen = async (gaps: readonly Gap[]) => {
      const verified = await tenant.lane.verify({ ...context, step: { ...context.step, gaps } });
      expect(verified.status).toBe('seen');
      return 'gaps' in verified ? (verified.gaps ?? []) : [];
    };
    const ofBudget = (gaps: readonly Gap[]) => gaps.filter(({ id }) => id === groupOf('budget'));
    Object.assign(budget, { owners: [...alone, idOf('samFinance')] });
    const given = await seen(context.step.gaps);
    expect(ofBudget(given)).toMatchObject([{ end: 'left', why: 'owner-since', who: 'helpdesk' }]);
    expect(ofBudget(await seen(given))).toEqual(ofBudget(given));
    Object.assign(budget, { owners: alone });
    expect(ofBudget(await seen(given))).toMatchObject([{ end: 'left', why: 'last-owner', who: 'owner-needed' }]);
  });

  it('still asks to take out of a group that has another owner since who was in no group to be left: nobody else does', async () => {
    const gap = { end: 'left', kind: 'group', id: groupOf('budget'), name: 'Budget 2027', why: 'last-owner' } as const;
    const gaps: readonly Gap[] = [{ ...gap, who: 'owner-needed', through: null }];
    const budget = tenant.sandbox.tenant.state().groups[groupOf('budget')];
    if (budget === undefined) throw new Error('no such group');
    Object.assign(budget, { owners: [...budget.owners, idOf('samFinance')] });
    const one = { kind: 'leave-groups', of: 'sanne', parameters: LEAVE } as const;
    const ofBudget = async (state: StepRecord['state']) => {
      const looked = await tenant.lane.look(await contextOf(tenant, one, { state, gaps }));
      return 'gaps' in looked ? looked.gaps?.filter(({ id }) => id === groupOf('budget')) : null;
    };
    expect(await ofBudget('skipped')).toMatchObject([{ end: 'left', why: 'owner-since', who: 'helpdesk' }]);
    expect(await ofBudget('planned')).toEqual([]);
  });

  it('reads of a deleted account who else owns what it owned alone, and asks nothing of a group that is gone', async () => {
    const { context } = await perform(tenant, { kind: 'leave-groups', of: 'sanne', parameters: LEAVE });
    tenant.sandbox.tenant.change('time', (state, now) => softDelete(state, now, idOf('sanne'), 'directory-sync'));
    const whys = async (gaps: readonly Gap[]) => {
      const found = await tenant.lane.verify({ ...context, step: { ...context.step, gaps } });
      expect(found).toMatchObject({ status: 'gone', evidence: { gone: 'account' } });
      const read = 'gaps' in found ? (found.gaps ?? []) : [];
      const why = (key: string) => read.find(({ id }) => id === groupOf(key))?.why ?? null;
      return { read, of: ['budget', 'waterlily', 'worksCouncil', 'allEmployees'].map(why) };
    };
    expect((await whys(context.step.gaps)).read).toEqual(context.step.gaps);
    const { groups } = tenant.sandbox.tenant.state();
    const [budget, alone] = [groups[groupOf('budget')], groups[groupOf('budget')]?.owners ?? []];
    if (budget === undefined) throw new Error('no such group');
    Object.assign(budget, { owners: [...alone, idOf('samFinance')] });
    const council = groups[groupOf('worksCouncil')];
    delete (groups as Record<string, unknown>)[groupOf('worksCouncil')];
    const given = await whys(context.step.gaps);
    expect(given.of).toEqual(['owner-since', 'last-owner', null, 'dynamic']);
    await tenant.control('POST', '/faults', { refuse: { match: 'GET /groups/.*/owners', times: 2 } });
    expect((await whys(given.read)).read).toEqual(given.read);
    Object.assign(groups, { [groupOf('worksCouncil')]: council });
    Object.assign(budget, { owners: alone });
    expect((await whys(given.read)).of).toEqual(['last-owner', 'last-owner', null, 'dynamic']);
  });

  it('is refused when Graph refuses every group, and names each: nothing of it was done', async () => {
    const refuse = { match: 'DELETE /groups/.*', times: 99 };
    await tenant.control('POST', '/faults', { refuse });
    const { performed } = await perform(tenant, { kind: 'leave-groups', of: 'sanne', parameters: LEAVE });
    expect(performed).toMatchObject({ status: 'refused', note: { key: 'graph.refused.forbidden' } });
    const gaps = 'gaps' in performed ? (performed.gaps ?? []) : [];
    expect(gaps.filter(({ end }) => end === 'refused').map(({ name }) => name)).toContain('Finance team');
  });

  describe('half of a group', () => {
    const sets = (groupId: string, owners: readonly string[], members: readonly string[]) => {
      const group = tenant.sandbox.tenant.state().groups[groupId];
      if (group === undefined) throw new Error('no such group');
      Object.assign(group, { owners, members });
    };
    const finance = groupOf('financeTeam');
    const [sanne, other] = [idOf('sanne'), idOf('samFinance')];
    const onlyFinance = () => {
      for (const { id, owners, members } of Object.values(tenant.sandbox.tenant.state().groups))
        if (id !== finance) sets(id, without(owners), without(members));
      sets(finance, [sanne, other], [sanne, other]);
    };
    const without = (ids: readonly string[]) => ids.filter((id) => id !== sanne);

    it('is named: left as owner, and a member still; a restore knows of it', async () => {
      onlyFinance();
      await tenant.control('POST', '/faults', { refuse: { match: 'DELETE /groups/.*/members/.*', times: 99 } });
      const { performed, context, verified } = await run(tenant, {
        kind: 'leave-groups',
        of: 'sanne',
        parameters: LEAVE,
      });
      const gaps = [{ end: 'refused', kind: 'membership', id: finance, name: 'Finance team', why: 'forbidden' }];
      expect(performed).toMatchObject({ status: 'accepted', gaps });
      expect(verified).toMatchObject({ status: 'seen', gaps });
      const step = { ...context.step, state: 'verified' } as const;
      expect(takenBy(step, aRequest())).toMatchObject([{ key: finance, before: { owner: true, member: false } }]);
    });

    it('is named also where the answer about the other half was lost, and only then was it refused', async () => {
      onlyFinance();
      const first = await contextOf(tenant, { kind: 'leave-groups', of: 'sanne', parameters: LEAVE });
      const looked = await tenant.lane.look(first);
      if (looked.status !== 'needed') throw new Error('nothing to leave');
      sets(finance, [other], [sanne, other]);
      await tenant.control('POST', '/faults', { refuse: { match: 'DELETE /groups/.*', times: 99 } });
      const before = { version: 1, owner: true, member: true };
      const lost = {
        ...newPart({ kind: 'group', id: finance, name: 'Finance team' }),
        state: 'running',
        before,
      } as const;
      const again = { ...first, step: { ...first.step, parts: [lost] }, parts: partsInMemory([lost]) };
      expect(await tenant.lane.perform(again)).toMatchObject({
        status: 'accepted',
        gaps: [{ kind: 'membership', id: finance }],
      });
    });

    it('is named: a member again, and not yet an owner; the ownership is not given back', async () => {
      onlyFinance();
      const parameters = await takenFromSanne();
      await tenant.control('POST', '/faults', { refuse: { match: 'POST /groups/.*/owners/.*', times: 99 } });
      const { performed, context } = await run(tenant, { kind: 'rejoin-groups', of: 'sanne', parameters });
      const gaps = [{ end: 'refused', kind: 'ownership', id: finance, why: 'forbidden' }];
      expect(performed).toMatchObject({ status: 'accepted', gaps });
      const away = { kind: 'rejoin-groups', key: finance } as Taken;
      expect(givenBackBy({ ...context.step, state: 'verified' }, [away])).toEqual([]);
    });
  });

  it('brings back exactly what it took', async () => {
    const before = groupsOf('sanne');
    const owners = tenant.sandbox.tenant.state().groups[groupOf('financeTeam')]?.owners;
    const parameters = await takenFromSanne();
    const { verified } = await run(tenant, { kind: 'rejoin-groups', of: 'sanne', parameters });
    expect(verified).toMatchObject({ status: 'seen' });
    expect(groupsOf('sanne').toSorted()).toEqual(before.toSorted());
    const now = tenant.sandbox.tenant.state().groups[groupOf('financeTeam')]?.owners ?? [];
    expect([...now].toSorted()).toEqual([...(owners ?? [])].toSorted());
    expect(await look({ kind: 'rejoin-groups', of: 'sanne', parameters })).toMatchObject({ status: 'already' });
  });

  it('goes on where it was cut off, and takes a repetition for done', async () => {
    const { context } = await perform(tenant, { kind: 'leave-groups', of: 'sanne', parameters: LEAVE });
    const left = context.step.parts.filter(({ state }) => state === 'done');
    expect(left).toHaveLength(4);
    tenant.exchanges.splice(0);
    expect(await tenant.lane.perform(context)).toMatchObject({ status: 'accepted' });
    expect(tenant.writes()).toEqual([]);
  });

  it('does not take what it cannot find of somebody deleted for what is not there: it comes back with them', async () => {
    const contexts = await Promise.all([
      contextOf(tenant, { kind: 'leave-groups', of: 'adele', parameters: LEAVE }),
      contextOf(tenant, { kind: 'share-onedrive', of: 'adele', parameters: { successorId: idOf('manager') } }),
    ]);
    const left = await run(tenant, { kind: 'leave-groups', of: 'adele', parameters: LEAVE });
    const taken = await run(tenant, { kind: 'remove-licences', of: 'adele', parameters: LICENCES });
    for (const { verified } of [left, taken]) expect(verified).toMatchObject({ status: 'seen' });
    tenant.sandbox.tenant.change('time', (state, now) => softDelete(state, now, idOf('adele'), 'leaver'));
    for (const each of contexts)
      expect(await tenant.lane.look(each)).toEqual({
        status: 'refused',
        note: { key: 'graph.refused.not-found' },
      });
    for (const { context } of [left, taken])
      expect(await tenant.lane.verify(context)).toMatchObject({ status: 'gone', evidence: { gone: 'account' } });
  });

  it('has nothing to do where nothing is ours to leave', async () => {
    expect(await look({ kind: 'leave-groups', of: 'manager', parameters: LEAVE })).toMatchObject({ status: 'needed' });
    await run(tenant, { kind: 'leave-groups', of: 'ursula', parameters: LEAVE }).catch(() => undefined);
    expect(await look({ kind: 'leave-groups', of: 'frontDesk', parameters: LEAVE })).toMatchObject({
      status: 'already',
    });
  });

  it('refuses classes that nobody approved', async () => {
    await expect(look({ kind: 'leave-groups', of: 'sanne', parameters: { groups: 'all' } })).rejects.toThrow(
      'unknown class',
    );
  });
});

describe('remove-licences and return-licences', () => {
  it('takes direct licences, leaves inherited ones, and gives back with the plans that were off', async () => {
    const before = tenant.now('sanne').cloud?.directLicences;
    const { context, verified } = await run(tenant, { kind: 'remove-licences', of: 'sanne', parameters: LICENCES });
    expect(verified).toMatchObject({ status: 'seen', evidence: { still: [] } });
    expect(tenant.now('sanne').cloud?.directLicences).toEqual([]);
    expect(await look({ kind: 'remove-licences', of: 'sanne', parameters: LICENCES })).toMatchObject({
      status: 'already',
      note: { key: 'graph.licences.only-inherited' },
    });
    const licences = takenBy(context.step, aRequest()).map(({ before }) => before);
    const parameters = { stepId: 'x', snapshot: { licences } };
    const returned = await run(tenant, { kind: 'return-licences', of: 'sanne', parameters });
    expect(returned.verified).toMatchObject({ status: 'seen' });
    const plain = (licences: typeof before) =>
      licences?.map(({ skuId, disabledPlans }) => [skuId, disabledPlans]).toSorted();
    expect(plain(tenant.now('sanne').cloud?.directLicences)).toEqual(plain(before));
    expect(await look({ kind: 'return-licences', of: 'sanne', parameters })).toMatchObject({ status: 'already' });
  });

  it('leaves the licence that carries the mailbox as work with a name, until a look reads it gone', async () => {
    const [e3] = tenant.now('bram').cloud?.directLicences ?? [];
    const keeping = {
      kind: 'remove-licences',
      of: 'bram',
      parameters: { ...LICENCES, keeps: [e3?.skuId ?? ''] },
    } as const;
    const left = [
      { end: 'left', kind: 'licence', name: 'Microsoft 365 E3', why: 'carries-mailbox-chosen', who: 'exchange-admin' },
    ];
    const { looked, verified, context } = await run(tenant, keeping);
    expect([looked, verified]).toMatchObject([
      { status: 'needed', gaps: left },
      { status: 'seen', gaps: left },
    ]);
    expect(tenant.now('bram').cloud?.directLicences).toEqual([e3]);
    expect(await look(keeping)).toMatchObject({
      status: 'already',
      note: { key: 'graph.licences.only-kept' },
      gaps: left,
    });
    await run(tenant, { kind: 'remove-licences', of: 'bram', parameters: LICENCES });
    expect(await tenant.lane.verify(context)).toMatchObject({ status: 'seen', gaps: [] });
    expect(await look(keeping)).toMatchObject({ status: 'already', gaps: [] });
    // Somebody gives it again: it stays as was chosen, and was never taken, so nothing was changed back.
    const gaps = 'gaps' in verified ? (verified.gaps ?? []) : [];
    const parts = partsAfter(partsAfter(context.step.parts, { gaps }), { gaps: [] });
    const step = { ...context.step, parts };
    expect(parts).toContainEqual(expect.objectContaining({ id: e3?.skuId, state: 'done' }));
    tenant.sandbox.tenant.change('time', (state) =>
      changeCloud(state, idOf('bram'), () => ({ directLicences: e3 === undefined ? [] : [e3] })),
    );
    expect(await tenant.lane.verify({ ...context, step })).toMatchObject({ status: 'seen', gaps: left });
  });

  it('asks nobody to take a licence that carries the mailbox by its group before the mailbox is a shared one', async () => {
    const left = async (kind: 'leave-groups' | 'remove-licences', parameters: Readonly<Record<string, Json>>) => {
      const context = await contextOf(tenant, { kind, of: 'grady', parameters });
      const looked = await tenant.lane.look({ ...context, steps: [aStepRecord({ kind: 'remove-licences' })] });
      const gaps = 'gaps' in looked ? (looked.gaps ?? []) : [];
      return gaps.map(({ name, why, who, through }) => [name, why, who, through]);
    };
    expect(await left('remove-licences', LICENCES)).toContainEqual([
      'Microsoft 365 E3',
      'carries-mailbox-in-ad',
      'exchange-admin',
      'LIC-Microsoft-365-E3',
    ]);
    expect(await left('leave-groups', LEAVE)).toContainEqual(['LIC-Microsoft-365-E3', 'mailbox-kept', 'nobody', null]);
  });

  it('leaves a licence of a group that Active Directory masters to who can change that there', async () => {
    const context = await contextOf(tenant, { kind: 'remove-licences', of: 'alex', parameters: LICENCES });
    const leaving = aStepRecord({ kind: 'leave-ad-groups', lane: 'on-premises', state: 'needs-person' });
    const looked = await tenant.lane.look({ ...context, steps: [...context.steps, leaving] });
    expect(looked).toMatchObject({
      gaps: [{ name: 'Microsoft 365 E3', why: 'inherited', who: 'active-directory', through: 'LIC-Microsoft-365-E3' }],
    });
  });

  it('leaves it to them again when it was said longer ago than directory sync takes, and the licence is still there', async () => {
    const context = await contextOf(tenant, { kind: 'remove-licences', of: 'alex', parameters: LICENCES });
    const looked = async (minutesAgo: number, evidence: Json) => {
      const acceptedAt = new Date(tenant.clock.now().getTime() - minutesAgo * 60_000).toISOString();
      const said = { kind: 'leave-ad-groups', lane: 'on-premises', state: 'attested', acceptedAt, evidence } as const;
      const found = await tenant.lane.look({ ...context, steps: [aStepRecord(said)] });
      return 'gaps' in found ? (found.gaps ?? []).map(({ why, who }) => [why, who]) : [];
    };
    for (const evidence of [null, { result: { by: 'pasted' } }]) {
      expect(await looked(600, evidence)).toEqual([['inherited-still', 'active-directory']]);
      expect(await looked(1, evidence)).toEqual([['inherited', 'active-directory']]);
    }
  });

  it('waits longer where the newest look shows that no directory sync ran since it was said', async () => {
    const context = await contextOf(tenant, { kind: 'remove-licences', of: 'alex', parameters: LICENCES });
    const ago = (minutes: number) => new Date(tenant.clock.now().getTime() - minutes * 60_000).toISOString();
    const said = { kind: 'leave-ad-groups', lane: 'on-premises', state: 'attested', acceptedAt: ago(600) } as const;
    const looked = async (tenantLastSync: string, read: string) => {
      const block = aStepRecord({ kind: 'block-sign-in', state: 'verified', evidence: { tenantLastSync, read } });
      const facts = { ...context.facts, tenantLastSync: ago(640), readAt: ago(630) };
      const found = await tenant.lane.look({ ...context, facts, steps: [aStepRecord(said), block] });
      return 'gaps' in found ? (found.gaps ?? []).map(({ why }) => why) : [];
    };
    expect(await looked(ago(620), ago(10))).toEqual(['inherited']);
    expect(await looked(ago(30), ago(10))).toEqual(['inherited-still']);
    // Nothing was read since: the time has passed.
    expect(await looked(ago(620), ago(610))).toEqual(['inherited-still']);
  });

  it('says in words that a usage location is missing', async () => {
    const licence = { skuId: tenant.now('adele').cloud?.directLicences[0]?.skuId ?? '', disabledPlans: [] };
    const parameters = { stepId: 'x', snapshot: { licences: [licence] } };
    const { performed } = await perform(tenant, { kind: 'return-licences', of: 'nils', parameters });
    expect(performed).toEqual({ status: 'refused', note: { key: 'graph.refused.no-usage-location' } });
  });
});

describe('delete-account and restore-account', () => {
  it('deletes into the deleted items and brings back', async () => {
    const { verified } = await run(tenant, { kind: 'delete-account', of: 'adele' });
    expect(verified).toMatchObject({ status: 'seen', evidence: { deleted: true } });
    expect(await look({ kind: 'delete-account', of: 'adele' })).toMatchObject({ status: 'already' });
    const restored = await run(tenant, { kind: 'restore-account', of: 'adele' });
    expect(restored.verified).toMatchObject({ status: 'seen', evidence: { userPrincipalName: 'adele@contoso.com' } });
    expect(await look({ kind: 'restore-account', of: 'adele' })).toMatchObject({ status: 'already' });
    expect(tenant.exchanges.find(({ url }) => url.endsWith('/restore'))?.requestBody).toEqual({});
  });

  it('leaves to AD DS whom it masters', async () => {
    expect(await look({ kind: 'delete-account', of: 'alex' })).toMatchObject({
      status: 'refused',
      note: { key: 'graph.delete.synced' },
    });
    expect(await look({ kind: 'restore-account', of: 'quinten' })).toMatchObject({
      status: 'refused',
      note: { key: 'graph.restore.synced' },
    });
  });

  it('cannot restore somebody gone', async () => {
    expect(await look({ kind: 'restore-account', of: 'pieter' })).toMatchObject({
      status: 'refused',
      note: { key: 'graph.restore.gone' },
    });
  });

  it('says that the name is taken, and restores under another one', async () => {
    const taken = await perform(tenant, { kind: 'restore-account', of: 'rosaFormer' });
    expect(taken.performed).toEqual({ status: 'refused', note: { key: 'graph.restore.conflict' } });
    const parameters = { userPrincipalName: 'rosa.martin@contoso.com', dropConflictingAddresses: true };
    const { verified } = await run(tenant, { kind: 'restore-account', of: 'rosaFormer', parameters });
    expect(verified).toMatchObject({ status: 'seen', evidence: { userPrincipalName: 'rosa.martin@contoso.com' } });
    expect(tenant.exchanges.findLast(({ url }) => url.endsWith('/restore'))?.requestBody).toEqual({
      newUserPrincipalName: 'rosa.martin@contoso.com',
      autoReconcileProxyConflict: true,
    });
  });
});

describe('answers that are lost', () => {
  const ONCE: readonly [OneStep, string][] = [
    [{ kind: 'reset-password', of: 'adele' }, 'PATCH /users/.*'],
    [{ kind: 'share-onedrive', of: 'adele', parameters: { successorId: idOf('manager') } }, 'POST /drives/.*'],
    [{ kind: 'remove-licences', of: 'adele', parameters: LICENCES }, 'POST /users/.*'],
    [{ kind: 'delete-account', of: 'adele' }, 'DELETE /users/.*'],
    [{ kind: 'restore-account', of: 'nadia' }, 'POST /directory/.*'],
  ];

  it.each(ONCE)('$kind is sent once, ambiguous, and then seen by a read', async (one, match) => {
    expect(tenant.lane.idempotent(one.kind)).toBe(false);
    for (const fault of [
      { loseAnswers: { match, times: 9 } },
      { throttle: { match, times: 9, done: true, retryAfter: 0 } },
    ]) {
      await tenant.control('POST', '/reset');
      await tenant.control('POST', '/faults', fault);
      tenant.exchanges.splice(0);
      const { performed, verified } = await run(tenant, one);
      expect(performed).toMatchObject({ status: 'ambiguous', seconds: 2 });
      expect(tenant.writes()).toHaveLength(1);
      expect(verified).toMatchObject({ status: 'seen' });
    }
  });

  const AGAIN: readonly [OneStep, string][] = [
    [{ kind: 'block-sign-in', of: 'adele' }, 'PATCH /users/.*'],
    [{ kind: 'revoke-sessions', of: 'adele' }, 'POST /users/.*'],
    [{ kind: 'set-auto-reply', of: 'adele', parameters: { text: 'x' } }, 'PATCH /users/.*'],
    [{ kind: 'leave-groups', of: 'sanne', parameters: LEAVE }, 'DELETE /groups/.*'],
  ];

  it.each(AGAIN)('$kind is sent again at once, since that is harmless', async (one, match) => {
    expect(tenant.lane.idempotent(one.kind)).toBe(true);
    await tenant.control('POST', '/faults', { loseAnswers: { match, times: 1 } });
    const { performed, verified } = await run(tenant, one);
    expect(performed).toMatchObject({ status: 'accepted' });
    expect(verified).toMatchObject({ status: 'seen' });
  });

  it('waits as long as Graph asks for', async () => {
    const throttle = { match: 'DELETE /users/.*', times: 1, retryAfter: 40 };
    await tenant.control('POST', '/faults', { throttle });
    const { performed, verified } = await run(tenant, { kind: 'delete-account', of: 'adele' });
    expect(performed).toEqual({ status: 'ambiguous', seconds: 40, answered: 429 });
    expect(verified).toMatchObject({ status: 'not-seen' });
  });
});

describe('a directory that cannot be read', () => {
  it('is looked at later, and leaves a change ambiguous', async () => {
    const { context } = await perform(tenant, { kind: 'leave-groups', of: 'sanne', parameters: LEAVE });
    await tenant.control('POST', '/faults', { outage: { until: Date.now() + 60_000 } });
    expect(await tenant.lane.look(context)).toEqual({ status: 'later', seconds: 2 });
    expect(await tenant.lane.perform(context)).toMatchObject({ status: 'ambiguous', seconds: 2 });
    expect(await tenant.lane.verify(context)).toEqual({ status: 'later', seconds: 2 });
  });
});

describe('reads that lag', () => {
  it('are never taken for the effect', async () => {
    await tenant.control('POST', '/faults', { lagMs: 3_000 });
    const { verified, context } = await run(tenant, { kind: 'block-sign-in', of: 'adele' });
    expect(verified).toMatchObject({ status: 'not-seen', evidence: { accountEnabled: true } });
    await new Promise((resolve) => setTimeout(resolve, 3_050));
    expect(await tenant.lane.verify(context)).toMatchObject({ status: 'seen' });
  });
});

describe('the lane', () => {
  it('knows only its own steps', async () => {
    const foreign = await contextOf(tenant, { kind: 'disable-account', of: 'adele' });
    await expect(tenant.lane.look(foreign)).rejects.toThrow('no step disable-account');
    expect(STEP_KINDS.filter((kind) => tenant.lane.idempotent(kind))).toEqual([
      'block-sign-in',
      'revoke-sessions',
      'disable-devices',
      'set-auto-reply',
      'leave-groups',
      'unblock-sign-in',
      'enable-devices',
      'rejoin-groups',
      'stop-auto-reply',
      'unshare-onedrive',
    ]);
  });
});

/** What somebody does who leaves the successor to read alone. */
function loweredToRead(state: TenantState, id: string): TenantState {
  const permissions = state.people[id]?.drive?.permissions ?? [];
  return sharedWith(
    state,
    id,
    permissions.map((each) => ({ ...each, roles: ['read'] as const })),
  );
}

function sharedWith(state: TenantState, id: string, permissions: readonly DrivePermission[]): TenantState {
  const person = state.people[id];
  if (person?.drive == null) throw new Error('there is no such drive');
  return { ...state, people: { ...state.people, [id]: { ...person, drive: { ...person.drive, permissions } } } };
}
