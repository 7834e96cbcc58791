import { beforeEach, expect, it } from 'vitest';
import * as world from '../../src/commands/prove/decisions/decision-world.ts';
import {
  type HostageTrial,
  MANAGERS,
  NOBODY,
  startHostageTrial,
} from '../../src/commands/prove/hostage/hostage-world.ts';
import { type Choices, emptyChoices } from '../../src/domain/choices.ts';
import type { Request } from '../../src/domain/request.ts';
import { createAdvance } from '../../src/flow/advance-request.ts';
import { createFlow } from '../../src/flow/create-flow.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const [LEAVER, BOSS] = MANAGERS;

describeOnEachDatabase('a successor who is to leave', (given) => {
  let trial: HostageTrial;
  beforeEach(async () => {
    for (const table of ['requests', 'starts', 'stops'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    trial = startHostageTrial(given.database(), { createFlow, createAdvance, world });
    // Everybody reports to both.
    const { people, directory } = trial.context.ports;
    const readTargetUser = directory.readTargetUser;
    const managementChain = MANAGERS.map(({ id }) => id);
    Object.assign(people, { managementChain: async (of: string) => managementChain.filter((id) => id !== of) });
    Object.assign(directory, {
      readTargetUser: async (...read: Parameters<typeof readTargetUser>) => ({
        ...(await readTargetUser(...read)),
        managementChain: managementChain.filter((id) => id !== read[0]),
      }),
    });
  });

  const sharing = (about: string, { id, displayName }: typeof LEAVER): Choices => ({
    ...emptyChoices('offboard', about),
    successorId: id,
    successorName: displayName,
    shareFiles: true,
  });

  const approvedHour = { when: emptyChoices('offboard', LEAVER.id).when, dueAt: minutesAfter(NOW, 600) };

  const leaving = (changes: Partial<Request>) =>
    storeRequest(given.database(), {
      targetUserId: LEAVER.id,
      requesterId: BOSS.id,
      choices: emptyChoices('offboard', LEAVER.id),
      dueAt: minutesAfter(NOW, 24 * 60),
      expiresAt: minutesAfter(NOW, 24 * 60),
      ...changes,
    });

  async function draft(by: string, choices: Choices) {
    const drafted = await trial.flow.draft(by, choices);
    if ('refused' in drafted) throw new Error(drafted.refused.key);
    return drafted.draft.report.request;
  }

  async function submit(by: string, choices: Choices): Promise<string> {
    const submitted = await trial.flow.submit(by, choices, (await draft(by, choices)).planHash);
    if ('refused' in submitted) throw new Error(submitted.refused.key);
    return submitted.request.id;
  }

  it('is not made by an offboarding that merely waits for approval: nobody puts a block off with that', async () => {
    const instant = minutesAfter(NOW, 120);
    const when = {
      mode: 'at' as const,
      localDate: instant.slice(0, 10),
      localTime: instant.slice(11, 16),
      zone: 'UTC',
      instant,
    };
    const id = await submit(BOSS.id, { ...sharing(LEAVER.id, NOBODY), when });
    await trial.approve(id);
    await trial.advance(id);
    trial.pass(110);
    await submit(LEAVER.id, emptyChoices('offboard', NOBODY.id));
    trial.pass(11);
    await trial.advance(id);
    expect(await trial.context.ports.requests.read(id)).toMatchObject({ state: 'done', note: null });
    expect(trial.isBlocked(LEAVER.id)).toBe(true);
  });

  it.each([
    ['waits for approval', { state: 'pending' }, []],
    ['is approved', { state: 'approved' }, ['rules.successor-leaving']],
    ['is scheduled', { state: 'scheduled' }, ['rules.successor-leaving']],
    [
      'is approved, and moved to an hour that waits for its requester',
      {
        state: 'pending',
        edited: {
          by: BOSS.id,
          byName: BOSS.displayName,
          at: NOW,
          agreedAt: null,
          reason: null,
          before: { ...approvedHour, approvals: [], decision: null },
        },
      },
      ['rules.successor-leaving'],
    ],
    ['runs', { state: 'running', startedAt: NOW }, ['rules.successor-leaving']],
    ['is over', { state: 'done', startedAt: NOW, endedAt: NOW }, ['rules.successor-leaving']],
  ] as const)('is who has an offboarding that %s', async (_what, changes, refusals) => {
    await leaving(changes as Partial<Request>);
    const { plan } = await draft(BOSS.id, sharing(NOBODY.id, LEAVER));
    expect(plan.refusals.map(({ key }) => key)).toEqual(refusals);
  });

  it('does not hear of it as requester: not at the review, at the submit, or when their request starts', async () => {
    const choices = sharing(NOBODY.id, LEAVER);
    const id = await submit(LEAVER.id, choices);
    await trial.approve(id);
    const { planHash } = await draft(LEAVER.id, choices);
    await leaving({ state: 'scheduled' });
    const neutral = [{ key: 'rules.successor-unfit', values: { name: LEAVER.displayName } }];
    expect((await draft(LEAVER.id, choices)).plan.refusals).toEqual(neutral);
    const submitted = await trial.flow.submit(LEAVER.id, choices, planHash);
    expect(JSON.stringify(submitted)).not.toContain('successor-leaving');
    trial.pass(2);
    await trial.advance(id);
    const view = await trial.flow.view(LEAVER.id, id);
    expect(view?.report.request).toMatchObject({
      state: 'pending',
      note: { values: { differences: [...neutral, { key: 'plan.difference.successor' }] } },
    });
    expect(JSON.stringify(view)).not.toContain('successor-leaving');
  });

  it('is told the same of what else keeps them from receiving files', async () => {
    Object.assign(trial.context.ports.people, { roleHolders: async () => new Set([LEAVER.id]) });
    const { plan } = await draft(LEAVER.id, sharing(NOBODY.id, LEAVER));
    expect(plan.refusals.map(({ key }) => key)).toEqual(['rules.successor-unfit']);
  });
});
