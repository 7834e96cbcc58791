import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gap } from '../../src/domain/gap.ts';
import type { StepState } from '../../src/domain/outcome.ts';
import { newPart, type Part } from '../../src/domain/part.ts';
import type { PartsChange } from '../../src/domain/parts-after.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { createParts } from '../../src/store/parts.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aStepRecord } from '../helpers/given.ts';
import { aGroupStory, type Keeper, playGroups } from '../helpers/group-stories.ts';
import { storeRequest } from './store-request.ts';

const IN = { version: 1, owner: false, member: true };
const FOUND = { before: IN, evidence: null };
const toDo = (id: string) => ({ kind: 'group' as const, id, name: `Group ${id}` });
const gap = (id: string, changes: Partial<Gap> = {}): Gap => ({
  end: 'left',
  kind: 'group',
  id,
  name: `Group ${id}`,
  why: 'dynamic',
  who: 'nobody',
  through: null,
  ...changes,
});

describeOnEachDatabase('the parts of steps', (given) => {
  const ledger = () => createLedger(given.database());
  const parts = () => createParts(given.database());
  const running = async (ids: readonly string[]) => {
    const { id } = await storeRequest(given.database(), {}, [{ kind: 'leave-groups' }]);
    const [step] = await ledger().read(id);
    const change = { newAttempt: true, partsFound: { toDo: ids.map(toDo) } };
    const moved = await ledger().move(step?.id ?? '', ['planned'], 'running', change);
    if (moved === null) throw new Error('not moved');
    return moved;
  };
  const first = ({ parts: [part] }: { readonly parts: readonly Part[] }) => part ?? newPart(toDo('none'));
  const stored = async (requestId: string) => (await ledger().read(requestId))[0]?.parts ?? [];

  it('are written with the move that found them, in order, and come back as they were', async () => {
    const step = await running(['b', 'a']);
    expect(step.parts).toEqual([newPart(toDo('b')), newPart(toDo('a'))]);
    expect(await stored(step.requestId)).toEqual(step.parts);
  });

  it('are begun once for each attempt, with what is there before, and ended once', async () => {
    const step = await running(['a']);
    const begun = await parts().begin(step, first(step), FOUND);
    expect(begun).toEqual({ ...first(step), state: 'running', attempt: 1, before: IN });
    expect(await parts().begin(step, first(step), FOUND)).toBeNull();
    const ended = begun === null ? null : await parts().end(step.id, begun, { state: 'done', evidence: IN });
    expect(ended).toEqual({ ...begun, state: 'done', evidence: IN });
    expect(begun === null ? null : await parts().end(step.id, begun, { state: 'refused' })).toBeNull();
    expect(await stored(step.requestId)).toEqual([ended]);
  });

  it('are begun by nobody whose step moved on, or is at another attempt by now', async () => {
    const step = await running(['a']);
    expect(await parts().begin({ ...step, attempt: 2 }, first(step), FOUND)).toBeNull();
    await ledger().move(step.id, ['running'], 'planned', {});
    expect(await parts().begin(step, first(step), FOUND)).toBeNull();
    expect(await stored(step.requestId)).toEqual(step.parts);
  });

  it('are added where the attempt itself finds them', async () => {
    const step = await running(['a']);
    const found = await parts().begin(step, newPart(toDo('new')), FOUND);
    expect((await stored(step.requestId)).map(({ id, state }) => [id, state])).toEqual([
      ['a', 'planned'],
      ['new', 'running'],
    ]);
    expect(found?.attempt).toBe(1);
  });

  it('are begun by exactly one of 50 workers', async () => {
    const step = await running(['a']);
    const second = createParts(await given.second());
    const begun = await Promise.all(
      Array.from({ length: 50 }, (_, number) => (number % 2 === 0 ? parts() : second).begin(step, first(step), FOUND)),
    );
    expect(begun.filter((part) => part !== null)).toHaveLength(1);
  });

  it('are 400 rows for 400 groups', async () => {
    const ids = Array.from({ length: 400 }, (_, number) => `group-${number}`);
    const step = await running(ids);
    const [one, ...others] = step.parts;
    if (one === undefined) throw new Error('no part');
    expect(await parts().begin(step, one, FOUND)).not.toBeNull();
    expect(await stored(step.requestId)).toEqual([{ ...one, state: 'running', attempt: 1, before: IN }, ...others]);
  });

  describe('that are left or refused', () => {
    it('are the gaps of the step, in the order in which they were listed', async () => {
      const gaps = [gap('z'), gap('a', { end: 'refused', why: 'forbidden', who: 'helpdesk' })];
      const { id } = await storeRequest(given.database(), {}, [{ gaps }, {}]);
      const [step] = await ledger().read(id);
      expect(step?.gaps).toEqual(gaps);
      const moved = await ledger().move(step?.id ?? '', ['planned'], 'running', { gaps: [...gaps].reverse() });
      expect(moved?.gaps).toEqual([...gaps].reverse());
      expect((await ledger().read(id)).map(({ gaps }) => gaps)).toEqual([[...gaps].reverse(), []]);
    });

    it('are done, by others, once a look names them no more; of what Leaver did of them the evidence stays', async () => {
      const step = await running(['a', 'b']);
      const begun = await parts().begin(step, first(step), FOUND);
      const owner = { version: 1, owner: true, member: false };
      if (begun !== null) await parts().end(step.id, begun, { state: 'refused', evidence: owner, why: 'forbidden' });
      const half = gap('a', { end: 'refused', kind: 'membership', why: 'forbidden', who: 'helpdesk' });
      const left = await ledger().move(step.id, ['running'], 'accepted', { gaps: [half, gap('c')] });
      expect(left?.gaps).toEqual([half, gap('c')]);
      await ledger().move(step.id, ['accepted'], 'verified', { gaps: [] });
      expect((await stored(step.requestId)).map(({ id, state, evidence }) => [id, state, evidence])).toEqual([
        ['a', 'done', owner],
        ['c', 'done', null],
        ['b', 'planned', null],
      ]);
    });

    it('may be one thing twice, by where it comes from', async () => {
      const licences = ['Sales', 'Support'].map((through) => gap('sku', { kind: 'licence', through }));
      const { id } = await storeRequest(given.database(), {}, [{ gaps: licences }]);
      expect((await ledger().read(id))[0]?.gaps).toEqual(licences);
    });
  });

  it('that were never begun are let go with their step', async () => {
    const step = await running(['a', 'b']);
    await parts().begin(step, first(step), FOUND);
    const waived = await ledger().move(step.id, ['running'], 'waived', {});
    expect(waived?.parts.map(({ state }) => state)).toEqual(['running', 'waived']);
  });

  it('lose and double nothing, whatever is refused, lost, killed or changed by others between two of them', async () => {
    const inStore = async (): Promise<Keeper> => {
      const groups = { kind: 'leave-groups', parameters: { groups: 'all-cloud-groups' } } as const;
      const { id } = await storeRequest(given.database(), {}, [groups]);
      const now = async () => (await ledger().read(id))[0] ?? aStepRecord();
      let step = await now();
      const move = async (to: StepState, { toDo = [], ended = [], gaps }: PartsChange, newAttempt = false) => {
        const change = { partsFound: { toDo, ended }, ...(gaps === undefined ? {} : { gaps }), newAttempt };
        await ledger().move(step.id, [step.state], to, { ...change, ofAttempt: step.attempt });
        step = await now();
      };
      return {
        step: () => step,
        begin: async (found) => {
          await move('running', found, true);
          const { id, attempt } = step;
          return {
            begin: (part, before) => parts().begin({ id, attempt }, part, before),
            end: (part, ending) => parts().end(id, part, ending),
          };
        },
        end: (how, read) => move(how === 'accepted' ? 'accepted' : 'planned', read),
        seen: (read) => move('verified', read),
      };
    };
    const story = fc.asyncProperty(aGroupStory, async (story) => playGroups(story, await inStore()));
    await fc.assert(story, { numRuns: 25 });
  });

  it('go with their request', async () => {
    const step = await running(['a']);
    await given.database().executor().deleteFrom('requests').where('id', '=', step.requestId).execute();
    const left = await given
      .database()
      .executor()
      .selectFrom('parts')
      .selectAll()
      .where('step_id', '=', step.id)
      .execute();
    expect(left).toEqual([]);
  });
});
