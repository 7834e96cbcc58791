import { describe, expect, it } from 'vitest';
import type { AdReading } from '../../../src/domain/ad-account.ts';
import { DirectoryUnavailable } from '../../../src/domain/errors.ts';
import type { Gap } from '../../../src/domain/gap.ts';
import type { TurnedBack } from '../../../src/domain/outcome.ts';
import type { StepKind } from '../../../src/domain/step.ts';
import type { Json } from '../../../src/domain/text.ts';
import type { PerformContext } from '../../../src/flow/ports.ts';
import { createOnPremisesLane } from '../../../src/lanes/on-premises/lane.ts';
import type { Standing } from '../../../src/lanes/on-premises/standing.ts';
import type { AdPerformed, AdRead, OnPremisesWay } from '../../../src/lanes/on-premises/way.ts';
import { AD_DOMAIN, aStepRecord, aSyncedTargetUser } from '../../helpers/given.ts';
import { partsInMemory } from '../../helpers/parts-in-memory.ts';

const BEFORE = '2026-11-21T11:00:00.000Z';
const DONE = '2026-11-21T12:00:00.000Z';
const AFTER = '2026-11-21T12:20:00.000Z';
const MUCH_LATER = '2026-11-21T16:00:00.000Z';

const BLOCKED: Standing = {
  found: 'active',
  accountEnabled: false,
  tenantLastSync: AFTER,
  personLastSync: AFTER,
  provisioningErrors: [],
};
const ENABLED: Standing = { ...BLOCKED, accountEnabled: true };
const DELETED: Standing = {
  found: 'soft-deleted',
  accountEnabled: null,
  tenantLastSync: AFTER,
  personLastSync: null,
  provisioningErrors: [],
};
const ACTIVE: Standing = ENABLED;

const BY_HAND = {
  clock: { now: () => new Date(MUCH_LATER) },
  readShown: async () => ({ distinguishedName: null }),
  whoTurnedBack: async () => null,
  wayTo: () => null,
};

function laneAt(standing: Standing) {
  return createOnPremisesLane({ readStanding: async () => standing, settleSeconds: 3, ...BY_HAND });
}

function context(kind: StepKind, evidence: Json): PerformContext {
  const step = aStepRecord({ kind, lane: 'on-premises', state: 'attested', acceptedAt: DONE, evidence });
  const facts = aSyncedTargetUser();
  return {
    step,
    targetUserId: step.requestId,
    facts,
    steps: [step],
    mayGoOn: async () => true,
    parts: partsInMemory(),
  };
}

const pasted = (accountDisabled: boolean | null): Json => ({ result: { at: DONE, accountDisabled } });

describe('work in Active Directory', () => {
  it.each(['disable-account', 'reset-password', 'delete-account', 'enable-account', 'restore-account'] as const)(
    '%s is for a person',
    async (kind) => {
      const performed = await laneAt(ENABLED).perform(context(kind, null));
      expect(performed).toEqual({ status: 'needs-person', note: { key: `graph.on-premises.${kind}` } });
    },
  );

  it.each<[StepKind, Standing, string]>([
    ['disable-account', BLOCKED, 'needed'],
    ['disable-account', ENABLED, 'needed'],
    ['delete-account', ACTIVE, 'needed'],
    ['delete-account', DELETED, 'already'],
    ['restore-account', DELETED, 'needed'],
    ['restore-account', ACTIVE, 'already'],
    ['enable-account', ENABLED, 'needed'],
    ['reset-password', BLOCKED, 'needed'],
  ])('%s with %j is %s', async (kind, standing, status) => {
    expect(await laneAt(standing).look(context(kind, null))).toMatchObject({ status });
  });

  it('is looked at later when the directory cannot be read', async () => {
    const lane = createOnPremisesLane({
      readStanding: async () => {
        throw new DirectoryUnavailable('down', 40);
      },
      settleSeconds: 3,
      ...BY_HAND,
    });
    expect(await lane.look(context('disable-account', null))).toEqual({ status: 'later', seconds: 40 });
    expect(await lane.verify(context('disable-account', null))).toEqual({ status: 'later', seconds: 40 });
  });
});

describe('groups that Active Directory does not let go', () => {
  const [KEPT, OTHER] = ['CN=GG-Kept,OU=Groups,DC=corp', 'CN=GG-Other,OU=Groups,DC=corp'];
  const kept: Gap = {
    end: 'refused',
    kind: 'group',
    id: KEPT,
    name: 'GG-Kept',
    why: 'forbidden',
    who: 'active-directory',
    through: null,
  };

  const looked = () => {
    const asked = context('leave-ad-groups', null);
    return { ...asked, step: { ...asked.step, snapshot: aReading([KEPT]) } };
  };

  it('are named when the rest is done, also where the way says nothing of them', async () => {
    const left = [{ kind: 'group', id: KEPT, why: 'forbidden' }] as const;
    const said = laneIn([KEPT], { status: 'done', reading: aReading([KEPT]), left });
    const unsaid = laneIn([KEPT], { status: 'done', reading: aReading([KEPT]) });
    expect(await said.perform(looked())).toMatchObject({ status: 'accepted', gaps: [kept] });
    expect(await unsaid.perform(looked())).toMatchObject({
      status: 'accepted',
      gaps: [{ ...kept, why: 'other' }],
    });
  });

  it('do not keep the step from being seen, and stay named until a read shows them left', async () => {
    const asked = context('leave-ad-groups', null);
    const step = { ...asked.step, state: 'accepted', gaps: [kept] } as const;
    const looked = { ...asked, step, steps: [step] };
    expect(await laneIn([KEPT]).verify(looked)).toMatchObject({ status: 'seen', gaps: [kept] });
    expect(await laneIn([]).verify(looked)).toMatchObject({ status: 'seen', gaps: [] });
    expect(await laneIn([KEPT, OTHER]).verify(looked)).toMatchObject({ status: 'not-seen' });
  });

  it('are named on a step that was refused as a whole', async () => {
    const note = { key: 'on-premises.groups-kept', values: { groups: 'GG-Kept' } } as const;
    const left = [{ kind: 'group', id: KEPT, why: 'forbidden' }] as const;
    const performed = await laneIn([KEPT], { status: 'refused', note, left }).perform(looked());
    expect(performed).toEqual({ status: 'refused', note, gaps: [kept] });
  });

  it('are no refusal where they are gone, or of administrators: who decides about those is named', async () => {
    const left = [
      { kind: 'group', id: KEPT, why: 'administrative' },
      { kind: 'group', id: OTHER, why: 'gone' },
      { kind: 'attribute', id: 'manager', why: 'refused' },
    ] as const;
    const lane = laneIn([], { status: 'done', reading: aReading([]), left });
    expect(await lane.perform(context('restore-account', null))).toMatchObject({
      gaps: [
        { end: 'left', name: 'GG-Kept', why: 'administrative' },
        { end: 'left', name: 'GG-Other', why: 'gone' },
        { end: 'refused', kind: 'attribute', name: 'manager', why: 'other' },
      ],
    });
  });
});

describe('what a look into Active Directory compares', () => {
  const [LEFT, OTHER] = ['CN=GG-Left,OU=Groups,DC=corp', 'CN=GG-Former-Employees,OU=Groups,DC=corp'];
  const done: Json = { result: { at: DONE, by: 'ldaps', accountDisabled: true, server: 'dc1.corp.example' } };
  const seenBefore = (kind: StepKind, more: Partial<PerformContext['step']> = {}): PerformContext => {
    const asked = context(kind, done);
    const step = { ...asked.step, state: 'verified' as const, verifiedAt: DONE, ...more };
    return { ...asked, step, steps: [step] };
  };

  it('is the groups that were left: another one that IT puts leavers into was not changed back', async () => {
    const left = seenBefore('leave-ad-groups', { snapshot: aReading([LEFT]) });
    expect(await laneIn([OTHER]).verify(left)).toMatchObject({ status: 'seen' });
    expect(await laneIn([LEFT, OTHER]).verify(left)).toMatchObject({ status: 'not-seen', turnedBack: { how: 'ad' } });
    // What was left is not known where Leaver read nothing before: then any group is one of them.
    const unread = seenBefore('leave-ad-groups', { snapshot: null });
    expect(await laneIn([OTHER]).verify(unread)).toMatchObject({ status: 'not-seen' });
  });

  it('is the groups that were given back: they are read there before anybody says so, and afterwards', async () => {
    const sid = 'S-1-5-21-1-2-3-1104';
    const parameters = { snapshot: { groups: [LEFT, OTHER, sid] } };
    const lost: Gap = {
      end: 'left',
      kind: 'group',
      id: OTHER,
      name: 'GG-Former-Employees',
      why: 'gone',
      who: 'active-directory',
      through: null,
    };
    const asked = context('rejoin-ad-groups', done);
    const step = { ...asked.step, state: 'accepted' as const, parameters, gaps: [lost] };
    const accepted = { ...asked, step, steps: [step] };
    expect(await laneIn([]).verify(accepted)).toMatchObject({ status: 'not-seen' });
    expect(await laneIn([LEFT.toLowerCase()]).verify(accepted)).toMatchObject({ status: 'seen', gaps: [lost] });
    const given = seenBefore('rejoin-ad-groups', { parameters, gaps: [lost] });
    expect(await laneIn([]).verify(given)).toMatchObject({ status: 'not-seen', turnedBack: { how: 'ad' } });
  });

  it.each(['hide-from-address-lists', 'move-to-ou'] as const)(
    'is nothing of an account that was deleted since: %s was not changed back',
    async (kind) => {
      const gone = { ...aReading([]), disabled: null, distinguishedName: null };
      for (const found of ['deleted', 'missing'] as const) {
        const lane = laneReading({ status: 'read', reading: { ...gone, found }, atSyncServer: null });
        const moved = seenBefore(kind, { parameters: kind === 'move-to-ou' ? { ou: 'OU=Leavers,DC=corp' } : {} });
        expect(await lane.verify(moved)).toMatchObject({ status: 'seen' });
      }
    },
  );

  it('is both domain controllers: the silence of the one that directory sync reads agrees with nothing', async () => {
    const lane = laneReading({
      status: 'read',
      reading: aReading([]),
      atSyncServer: null,
      silentSyncServer: 'dc2.corp.example',
    });
    const left = context('leave-ad-groups', done);
    const accepted = { ...left, step: { ...left.step, state: 'accepted' as const, snapshot: aReading([LEFT]) } };
    expect(await lane.verify(accepted)).toMatchObject({
      status: 'seen-temporary',
      note: { key: 'on-premises.sync-server-silent', values: { server: 'dc2.corp.example' } },
    });
    // That the cloud agrees after a later sync says that the change went through there.
    expect(await lane.verify(context('disable-account', done))).toMatchObject({ status: 'seen' });
  });
});

describe('what is taken in Active Directory', () => {
  const GROUP = 'CN=GG-Finance,OU=Groups,DC=corp';
  const unreachable = { status: 'unreachable', note: { key: 'on-premises.unreachable.no-answer' } } as const;

  /** Looked at, and performed, while AD DS answers reads as listed and writes always. */
  function laneWhere(reads: readonly ('answered' | 'unreachable')[]) {
    const rest = [...reads];
    const written: string[] = [];
    const way: OnPremisesWay = {
      name: 'connector',
      read: async () =>
        rest.shift() === 'unreachable'
          ? unreachable
          : { status: 'read', reading: aReading([GROUP]), atSyncServer: null },
      perform: async ({ kind }) => {
        written.push(kind);
        return { status: 'done', reading: aReading([]) };
      },
    };
    const settings = { ...BY_HAND, readStanding: async () => BLOCKED, settleSeconds: 3, wayTo: () => way };
    return { lane: createOnPremisesLane(settings), written };
  }

  it.each(['leave-ad-groups', 'hide-from-address-lists', 'move-to-ou', 'delete-account'] as const)(
    'by %s is read and kept before anything is written, also where the look did not reach it',
    async (kind) => {
      const { lane, written } = laneWhere(['unreachable', 'answered', 'answered']);
      const asked = context(kind, null);
      const attempt = (snapshot: Json) => ({ ...asked, step: { ...asked.step, snapshot } });
      expect(await lane.look(asked)).toMatchObject({ status: 'needed', snapshot: null });
      expect(await lane.perform(attempt(null))).toEqual({ status: 'look-first', seconds: 3 });
      expect(written).toEqual([]);
      const found = await lane.look(asked);
      const snapshot = found.status === 'needed' ? found.snapshot : null;
      expect(snapshot).toEqual({ ...aReading([GROUP]), by: 'connector' });
      expect(await lane.perform(attempt(snapshot))).toMatchObject({ status: 'accepted' });
      expect(written).toEqual([kind]);
    },
  );

  it('is for people while nobody answers there', async () => {
    const { lane, written } = laneWhere(['unreachable']);
    const performed = await lane.perform(context('leave-ad-groups', null));
    expect(performed).toMatchObject({ status: 'needs-person', note: { key: 'on-premises.by-hand-instead' } });
    expect(written).toEqual([]);
  });

  it('is nothing where an account is disabled: that does not wait for a look', async () => {
    const { lane, written } = laneWhere([]);
    expect(await lane.perform(context('disable-account', null))).toMatchObject({ status: 'accepted' });
    expect(written).toEqual(['disable-account']);
  });
});

/** A way into AD DS where the account is in these groups. */
function laneIn(groups: readonly string[], performed: AdPerformed = { status: 'ambiguous' }) {
  return laneReading({ status: 'read', reading: aReading(groups), atSyncServer: null }, performed);
}

function laneReading(read: AdRead, performed: AdPerformed = { status: 'ambiguous' }) {
  const way: OnPremisesWay = { name: 'ldaps', read: async () => read, perform: async () => performed };
  return createOnPremisesLane({
    readStanding: async () => BLOCKED,
    readShown: async () => ({ distinguishedName: null }),
    settleSeconds: 3,
    clock: { now: () => new Date(MUCH_LATER) },
    wayTo: () => way,
    whoTurnedBack: async () => null,
  });
}

function aReading(groups: readonly string[]): AdReading {
  return {
    found: 'active',
    server: 'dc1.corp.example',
    disabled: true,
    isProtected: false,
    distinguishedName: 'CN=Alex,OU=Staff,DC=corp',
    groups,
    hidden: null,
    passwordSetAt: null,
    mailNickname: null,
    attributes: {},
  };
}

describe('a place that people said they moved the account to', () => {
  const LEAVERS = 'OU=Leavers,DC=corp';
  const HOME = 'CN=Alex,OU=Staff,DC=corp';
  const TEN_LATER = '2026-11-21T12:10:00.000Z';
  const moves = {
    'move-to-ou': { ou: LEAVERS },
    'return-to-ou': { snapshot: { distinguishedName: HOME, to: LEAVERS } },
  } as const;
  type Move = keyof typeof moves;
  const wanted = { 'move-to-ou': `CN=Alex,${LEAVERS}`, 'return-to-ou': HOME } as const;
  const other = { 'move-to-ou': HOME, 'return-to-ou': `CN=Alex,${LEAVERS}` } as const;

  const look = (kind: Move, distinguishedName: string | null, standing: Partial<Standing>, evidence: Json) => {
    const lane = createOnPremisesLane({
      ...BY_HAND,
      readStanding: async () => ({ ...BLOCKED, ...standing }),
      readShown: async () => ({ distinguishedName }),
      settleSeconds: 3,
    });
    const { step, ...rest } = context(kind, evidence);
    const moved = { ...step, parameters: moves[kind] };
    return lane.verify({ ...rest, step: moved, steps: [moved] });
  };

  describe.each(['move-to-ou', 'return-to-ou'] as const)('%s', (kind) => {
    it.each([
      ['a pasted result', pasted(true)],
      ['a bare Done', null],
    ])('is seen where the cloud shows it after a sync since, with %s', async (_, evidence) => {
      expect(await look(kind, wanted[kind], {}, evidence)).toMatchObject({ status: 'seen' });
      const before = { tenantLastSync: BEFORE, personLastSync: BEFORE };
      expect(await look(kind, wanted[kind], before, evidence)).toMatchObject({ status: 'later' });
    });

    it('is not so once a sync a whole cycle later brought the person from elsewhere, and not before', async () => {
      const brought = (at: string) => ({ tenantLastSync: at, personLastSync: at });
      expect(await look(kind, other[kind], brought(TEN_LATER), pasted(true))).toMatchObject({ status: 'later' });
      const contradicted = await look(kind, other[kind], brought(MUCH_LATER), pasted(true));
      expect(contradicted).toMatchObject({ status: 'not-seen', turnedBack: { how: 'said' } });
    });

    it('is not so once every sync of that change is over, though none brought the person', async () => {
      const passed = { tenantLastSync: MUCH_LATER, personLastSync: BEFORE };
      expect(await look(kind, other[kind], passed, null)).toMatchObject({ turnedBack: { how: 'said' } });
    });

    it('is neither where the cloud does not say, and goes with an account that is deleted', async () => {
      const late = { tenantLastSync: MUCH_LATER, personLastSync: MUCH_LATER };
      expect(await look(kind, null, late, pasted(true))).toMatchObject({ status: 'later' });
      expect(await look(kind, null, { ...DELETED, tenantLastSync: MUCH_LATER }, pasted(true))).toMatchObject({
        status: 'gone',
      });
    });
  });
});

describe('as long as nobody said that it is done', () => {
  const block = (evidence: Json) => aStepRecord({ kind: 'block-sign-in', state: 'needs-person', evidence });

  /** What a look gives while people are waited for, or after the account went, and how often the cloud was asked. */
  async function lookAt(
    kind: StepKind,
    standing: Standing,
    { known = null as Json, state = 'needs-person' as const } = {},
  ) {
    let asked = 0;
    const readStanding = async () => {
      asked += 1;
      return standing;
    };
    const lane = createOnPremisesLane({ readStanding, settleSeconds: 3, ...BY_HAND });
    const { step, ...rest } = context(kind, null);
    const waiting = { ...step, state, acceptedAt: null };
    const { status } = await lane.verify({ ...rest, step: waiting, steps: [block(known), waiting] });
    return { status, asked };
  }

  it.each(['disable-account', 'delete-account', 'restore-account'] as const)(
    '%s waits, and the cloud is not asked where the block was read there just now',
    async (kind) => {
      expect(await lookAt(kind, DELETED, { known: { found: 'active' } })).toEqual({ status: 'later', asked: 0 });
    },
  );

  it.each(['disable-account', 'reset-password', 'leave-ad-groups', 'hide-from-address-lists', 'move-to-ou'] as const)(
    '%s is nothing to do of an account that is deleted',
    async (kind) => {
      expect(await lookAt(kind, DELETED)).toEqual({ status: 'gone', asked: 1 });
    },
  );

  it.each(['delete-account', 'restore-account', 'enable-account'] as const)('%s is, deleted or not', async (kind) => {
    expect(await lookAt(kind, DELETED)).toEqual({ status: 'later', asked: 0 });
  });

  it('waits where an account is found nowhere, and was not seen deleted: that read may lag', async () => {
    const nowhere: Standing = { ...DELETED, found: 'gone' };
    expect(await lookAt('disable-account', nowhere)).toEqual({ status: 'later', asked: 1 });
    const known = { found: 'soft-deleted' };
    expect(await lookAt('disable-account', nowhere, { known })).toEqual({ status: 'gone', asked: 1 });
  });
});

describe('with the pasted result', () => {
  it.each<[StepKind, boolean | null, Standing]>([
    ['disable-account', true, BLOCKED],
    ['disable-account', true, DELETED],
    ['delete-account', null, DELETED],
    ['delete-account', null, { ...DELETED, found: 'gone' }],
    ['enable-account', false, ENABLED],
    ['restore-account', false, ACTIVE],
  ])('%s is seen once a later sync agrees', async (kind, disabled, standing) => {
    expect(await laneAt(standing).verify(context(kind, pasted(disabled)))).toMatchObject({ status: 'seen' });
  });

  it.each<[StepKind, boolean | null, Standing]>([
    ['disable-account', true, BLOCKED],
    ['delete-account', null, DELETED],
    ['enable-account', false, ENABLED],
    ['restore-account', false, ACTIVE],
  ])('%s waits as long as no sync came after it', async (kind, disabled, standing) => {
    for (const tenantLastSync of [BEFORE, DONE, null]) {
      const found = await laneAt({ ...standing, tenantLastSync, personLastSync: tenantLastSync }).verify(
        context(kind, pasted(disabled)),
      );
      expect(found).toMatchObject({ status: 'seen-temporary', evidence: { tenantLastSync, result: { at: DONE } } });
    }
  });

  it.each<[StepKind, boolean, Standing]>([
    ['disable-account', true, ENABLED],
    ['enable-account', false, BLOCKED],
    ['restore-account', false, { ...DELETED, personLastSync: AFTER }],
  ])('%s is not seen when sync brought the opposite', async (kind, disabled, standing) => {
    const found = await laneAt(standing).verify(context(kind, pasted(disabled)));
    expect(found).toMatchObject({ status: 'not-seen' });
    // The old result proves nothing any more, whatever the cloud says later.
    expect(found).not.toHaveProperty('evidence.result');
  });

  it('counts the person’s own sync where the organisation’s stamp is another client’s', async () => {
    const pushed = { ...BLOCKED, tenantLastSync: BEFORE };
    expect(await laneAt(pushed).verify(context('disable-account', pasted(true)))).toMatchObject({ status: 'seen' });
  });

  it('is not left so by the sync that turned the block back, nor by one that passed before it was made again', async () => {
    const asked = context('disable-account', pasted(true));
    const block = aStepRecord({ kind: 'block-sign-in', state: 'accepted', attempt: 2, acceptedAt: MUCH_LATER });
    const turnedBack = { times: 1, at: MUCH_LATER, by: null, how: 'unknown' } as const;
    const found = async (changes: Partial<typeof block>, standing: Standing) =>
      (await laneAt(standing).verify({ ...asked, steps: [{ ...block, ...changes }, asked.step] })).status;
    expect(await found({ turnedBack }, BLOCKED)).toBe('seen-temporary');
    expect(await found({}, { ...BLOCKED, personLastSync: BEFORE })).toBe('seen-temporary');
    expect(await found({ acceptedAt: DONE }, { ...BLOCKED, personLastSync: BEFORE })).toBe('seen');
  });

  it('is contradicted by the sync that turned the block back after it, also where Leaver blocked again before the look', async () => {
    const again = { acceptedAt: MUCH_LATER, evidence: { found: 'active' } } as const;
    const turnedBack = { times: 1, at: MUCH_LATER, by: null, how: 'sync' } as const;
    const block = aStepRecord({ kind: 'block-sign-in', state: 'accepted', attempt: 2, ...again, turnedBack });
    const look = (result: Json, standing: Standing, changes: Partial<typeof block> = {}) => {
      const asked = context('disable-account', result);
      return laneAt(standing).verify({ ...asked, steps: [{ ...block, ...changes }, asked.step] });
    };
    expect(await look(null, BLOCKED)).toMatchObject({ status: 'not-seen', turnedBack: { how: 'said' } });
    expect(await look(pasted(true), BLOCKED)).toMatchObject({ status: 'not-seen' });
    // It had been turned back before it was said, or a later sync brought the person blocked.
    expect(await look(null, { ...BLOCKED, personLastSync: BEFORE })).toMatchObject({ status: 'later' });
    const before = { ...turnedBack, at: DONE };
    expect(await look(pasted(true), BLOCKED, { turnedBack: before, acceptedAt: DONE })).toMatchObject({
      status: 'seen',
    });
  });

  it('is dated by whoever pasted it: a sync from before that shows it only where it brought this very person', async () => {
    const asked = context('disable-account', pasted(true));
    const late = { ...asked, step: { ...asked.step, acceptedAt: MUCH_LATER } };
    const found = async (standing: Standing) => (await laneAt(standing).verify(late)).status;
    expect(await found({ ...BLOCKED, personLastSync: BEFORE })).toBe('seen-temporary');
    expect(await found(BLOCKED)).toBe('seen');
  });

  it('takes no sync of Entra Connect for one of a domain that Cloud Sync carries: there only the person’s own counts', async () => {
    const adDomain = { ...AD_DOMAIN, sync: { ...AD_DOMAIN.sync, client: 'cloud-sync', cycleMinutes: 2 } } as const;
    const asked = { ...context('disable-account', pasted(true)), facts: aSyncedTargetUser({ adDomain }) };
    const found = (standing: Standing) => laneAt(standing).verify(asked);
    expect(await found({ ...BLOCKED, personLastSync: BEFORE })).toMatchObject({ status: 'seen-temporary' });
    expect(await found({ ...BLOCKED, tenantLastSync: BEFORE })).toMatchObject({ status: 'seen' });
    // Nor does Connect's passing by contradict anything.
    const passed = { ...ENABLED, tenantLastSync: MUCH_LATER, personLastSync: BEFORE };
    expect(await found(passed)).toMatchObject({ status: 'seen-temporary' });
    expect(await found({ ...ENABLED, tenantLastSync: BEFORE })).toMatchObject({ status: 'not-seen' });
  });

  it('waits for other domain controllers before it calls a sync a contradiction', async () => {
    const slow = { ...ENABLED, personLastSync: BEFORE };
    const check = (standing: Standing) => laneAt(standing).verify(context('disable-account', pasted(true)));
    expect(await check(slow)).toMatchObject({ status: 'seen-temporary' });
    expect(await check({ ...slow, tenantLastSync: MUCH_LATER })).toMatchObject({ status: 'not-seen' });
  });

  it('is contradicted by no sync of the same minute: a script writes whole seconds, by the clock of its own server', async () => {
    const check = (personLastSync: string) =>
      laneAt({ ...ENABLED, personLastSync }).verify(context('disable-account', pasted(true)));
    expect(await check('2026-11-21T12:00:00.900Z')).toMatchObject({ status: 'seen-temporary' });
    expect(await check('2026-11-21T12:01:01.000Z')).toMatchObject({ status: 'not-seen' });
  });

  it('is not done in Active Directory because the cloud agrees again, once sync has contradicted what was said', async () => {
    const said = context('disable-account', null);
    const contradicted = { ...said, step: { ...said.step, state: 'overwritten' as const } };
    expect((await laneAt(BLOCKED).verify(contradicted)).status).toBe('later');
    expect((await laneAt(BLOCKED).verify(said)).status).toBe('seen-temporary');
  });

  it('has nothing left to disable once the account was deleted, where sync had shown otherwise than was said', async () => {
    const said = context('disable-account', null);
    for (const state of ['overwritten', 'gone'] as const)
      expect(await laneAt(DELETED).verify({ ...said, step: { ...said.step, state } })).toMatchObject({
        status: 'gone',
        evidence: { gone: 'account' },
      });
    expect((await laneAt(DELETED).verify(said)).status).toBe('seen-temporary');
  });

  it('does not believe a result that says the opposite of the step', async () => {
    const found = await laneAt(BLOCKED).verify(context('disable-account', pasted(false)));
    expect(found).toMatchObject({ status: 'not-seen' });
  });

  it('leaves a pasted password reset reported: no read can show it, and a claim is not seen', async () => {
    expect(await laneAt(BLOCKED).verify(context('reset-password', pasted(true)))).toMatchObject({ status: 'later' });
  });
});

describe('with a bare Done', () => {
  it.each<[StepKind, Standing]>([
    ['disable-account', BLOCKED],
    ['delete-account', DELETED],
    ['enable-account', ENABLED],
    ['restore-account', ACTIVE],
    ['reset-password', BLOCKED],
  ])('%s is never seen', async (kind, standing) => {
    for (const tenantLastSync of [BEFORE, AFTER, MUCH_LATER]) {
      const found = await laneAt({ ...standing, tenantLastSync }).verify(context(kind, null));
      expect(['seen-temporary', 'later']).toContain(found.status);
    }
  });

  it('turns when a later sync enabled the account again', async () => {
    expect(await laneAt(ENABLED).verify(context('disable-account', null))).toMatchObject({ status: 'not-seen' });
  });

  it('was said and not seen, or enabled again since it was seen; never by somebody who changed the cloud', async () => {
    const laneWith = (who: Pick<TurnedBack, 'how' | 'by'> | null) =>
      createOnPremisesLane({
        ...BY_HAND,
        readStanding: async () => ENABLED,
        settleSeconds: 3,
        whoTurnedBack: async () => who,
      });
    const said = context('disable-account', null);
    const seen = { ...said, step: { ...said.step, state: 'verified' as const, verifiedAt: DONE } };
    const sync = { how: 'sync', by: 'Sync_DC01@contoso.example' } as const;
    const person = { how: 'person', by: 'admin@contoso.example' } as const;
    expect(await laneWith(null).verify(said)).toMatchObject({ turnedBack: { how: 'said' } });
    expect(await laneWith(sync).verify(said)).toMatchObject({ turnedBack: { how: 'said' } });
    expect(await laneWith(null).verify(seen)).toMatchObject({ turnedBack: { how: 'unknown', by: null } });
    expect(await laneWith(sync).verify(seen)).toMatchObject({ turnedBack: { how: 'ad' } });
    for (const each of [said, seen]) expect(await laneWith(person).verify(each)).not.toHaveProperty('turnedBack');
  });

  it('is not done in Active Directory by a block that shows in the cloud again', async () => {
    const { step, ...rest } = context('disable-account', null);
    const again = { ...rest, step: { ...step, state: 'overwritten' as const } };
    expect(await laneAt(BLOCKED).verify(again)).toMatchObject({ status: 'later' });
  });

  it('waits while the account is enabled because no sync came yet', async () => {
    const early = { ...ENABLED, tenantLastSync: BEFORE, personLastSync: BEFORE };
    expect(await laneAt(early).verify(context('disable-account', null))).toMatchObject({ status: 'later' });
  });
});
