import { beforeEach, expect, it } from 'vitest';
import { setAsideCard } from '../../src/cards/set-aside-card.ts';
import * as world from '../../src/commands/prove/decisions/decision-world.ts';
import {
  APPROVERS,
  type HostageTrial,
  MANAGERS,
  startHostageTrial,
} from '../../src/commands/prove/hostage/hostage-world.ts';
import { text } from '../../src/domain/text.ts';
import { createAdvance } from '../../src/flow/advance-request.ts';
import { createFlow } from '../../src/flow/create-flow.ts';
import type { SetAsideLook } from '../../src/flow/flow.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW } from '../helpers/given.ts';

const [ROGUE, OTHER, ACTOR] = APPROVERS;
const READER = { locale: 'en', timeZone: 'UTC' } as const;

describeOnEachDatabase('the first word of two that lift a limit', (given) => {
  let trial: HostageTrial;
  beforeEach(async () => {
    for (const table of ['requests', 'starts', 'stops', 'first_clicks'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    trial = startHostageTrial(given.database(), { createFlow, createAdvance, world });
    const { people, transactions, stops } = trial.context.ports;
    Object.assign(people, { find: async () => [await people.read(ROGUE.id)] });
    const why = text('brakes.why.requester', { name: 'Manager', limit: 10 });
    const scope = { kind: 'requester', key: MANAGERS[0].id, name: 'Manager' } as const;
    const parties = APPROVERS.map(({ id }) => id);
    await transactions.run((transaction) =>
      stops.add({ scope, why, since: NOW, by: null, trippedBy: null, parties }, transaction),
    );
    expect((await resume(ROGUE))?.key).toBe('brakes.first-of-two');
  });

  const resume = async ({ id }: { readonly id: string }) => (await trial.flow.resumeStop(id, null)).refused;
  const open = () => trial.context.ports.stops.open();

  async function setAside() {
    const done = await trial.flow.setAside(ACTOR.id, ROGUE.id, 'Stolen account');
    if ('refused' in done) throw new Error(done.refused.key);
    return done;
  }

  it('goes with what its author asked for and approved, and look, answer, message and audit say so', async () => {
    const [stop] = await open();
    const stops = [stop?.reference];
    const look = await trial.flow.lookSetAside(ACTOR.id, ROGUE.displayName);
    expect(look).toMatchObject({ rows: [], clicks: [], stops });
    const card = setAsideCard({ ...(look as SetAsideLook), person: ROGUE, shownAt: NOW, error: null }, READER);
    expect(JSON.stringify(card)).toContain('They were the first of two to say that one stop may be lifted.');
    expect(JSON.stringify(card)).toContain(`First word of two to lift stop ${stop?.reference}: is taken away`);
    expect(await setAside()).toMatchObject({ name: ROGUE.displayName, rows: [], clicks: [], stops });
    expect(trial.told.flatMap(({ personId, key }) => (key === 'notice.set-aside-words' ? [personId] : []))).toEqual([
      ROGUE.id,
    ]);
    // Who was asked to be the second: their word would be a first one. Not who set it aside.
    const toldOf = (wanted: string) => trial.told.flatMap(({ personId, key }) => (key === wanted ? [personId] : []));
    expect(toldOf('notice.lift-second')).toContain(OTHER.id);
    expect(toldOf('notice.set-aside-word')).toEqual(toldOf('notice.lift-second').filter((id) => id !== ACTOR.id));
    const entries = await given
      .database()
      .kysely.selectFrom('audit')
      .select(['kind', 'code'])
      .orderBy('number')
      .execute();
    expect(entries.slice(-2)).toEqual([
      { kind: 'first-word-set-aside', code: stop?.reference },
      { kind: 'set-aside', code: '1' },
    ]);
    expect(await setAside()).toMatchObject({ stops: [] });
    expect((await resume(OTHER))?.key).toBe('brakes.first-of-two');
    expect(await open()).toHaveLength(1);
    expect(await resume(ACTOR)).toBeNull();
    expect(await open()).toEqual([]);
  });

  it('lifts nothing where it is set aside while the second is looked at', async () => {
    const { stops, transactions } = trial.context.ports;
    const [judged] = await open();
    if (judged === undefined) throw new Error('nothing is stopped');
    await setAside();
    const lifted = await transactions.run((transaction) => stops.resume(judged, OTHER.id, NOW, transaction));
    expect([lifted, (await open()).length]).toEqual([false, 1]);
  });
});
