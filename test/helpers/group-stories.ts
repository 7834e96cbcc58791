import type { Group } from '@microsoft/microsoft-graph-types';
import fc from 'fast-check';
import { expect } from 'vitest';
import { gapsOf } from '../../src/domain/gaps-of.ts';
import { doneOfGroup, type InGroup } from '../../src/domain/group-part.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { isOver, type Part } from '../../src/domain/part.ts';
import type { PartsChange } from '../../src/domain/parts-after.ts';
import type { PerformContext } from '../../src/flow/ports.ts';
import type { GraphWrite } from '../../src/lanes/cloud/graph-answer.ts';
import type { GraphClient } from '../../src/lanes/cloud/graph-client.ts';
import { leaveGroups } from '../../src/lanes/cloud/steps/leave-groups.ts';
import { aTargetUser } from './given.ts';

/** Who keeps the step while it is made: the memory of a test, or the store. */
export type Keeper = {
  step(): StepRecord;
  /** The intent of an attempt; then its parts. */
  begin(found: PartsChange): Promise<PerformContext['parts']>;
  /** `accepted`, or cut off: to be begun again. */
  end(how: 'accepted' | 'cut-off', read: PartsChange): Promise<void>;
  seen(read: PartsChange): Promise<void>;
};

/** Plays a story of leaving groups to its end, and asserts: all is over, what is left is named, and taken is what was taken. */
export async function playGroups(story: GroupStory, keeper: Keeper): Promise<void> {
  const tenant = aTenant(story.groups, story.calls);
  const step = await runToItsEnd(tenant, story.foreign, keeper);
  expect(step.parts.every(isOver)).toBe(true);
  const still = tenant.groups.flatMap(({ owner, member }, place) => (owner || member ? [idOf(place)] : []));
  expect(
    gapsOf(step.parts)
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(still);
  for (const part of step.parts) {
    const done = doneOf(part);
    const ours = AS.filter((as) => tenant.ours.has(`${part.id} ${as}`));
    // Begun, and never answered: nobody can tell whether a colleague was first, and what is given back harms nobody.
    const perhaps = tenant.unknown.has(part.id) ? done.filter((as) => !ours.includes(as)) : [];
    expect([part.id, done.filter((as) => !perhaps.includes(as))]).toEqual([part.id, ours]);
  }
}

/** The process ends here. */
class Killed extends Error {}

const ME = '10000000-0000-4000-8000-000000000001';
const OTHER = '10000000-0000-4000-8000-000000000002';
const idOf = (place: number) => `20000000-0000-4000-8000-${String(place).padStart(12, '0')}`;

/** What happens around one call that changes something. */
const CALLS = ['taken', 'refused', 'lost', 'lost but taken', 'killed before', 'killed after', 'held'] as const;
type Call = (typeof CALLS)[number];

/** Between two attempts a colleague may change what they are in a group. */
type Foreign = { readonly group: number; readonly to: InGroup };

const anInGroup = fc.constantFrom<InGroup>(
  { owner: false, member: true },
  { owner: true, member: true },
  { owner: true, member: false },
);
export const aGroupStory = fc.record({
  groups: fc.array(anInGroup, { minLength: 1, maxLength: 6 }),
  calls: fc.array(fc.constantFrom(...CALLS), { maxLength: 12 }),
  foreign: fc.array(
    fc.option(
      fc.record({ group: fc.nat(5), to: fc.oneof(anInGroup, fc.constant<InGroup>({ owner: false, member: false })) }),
      { nil: null },
    ),
    { maxLength: 6 },
  ),
});

type GroupStory = typeof aGroupStory extends fc.Arbitrary<infer Story> ? Story : never;

const AS = ['owner', 'member'] as const;
type As = (typeof AS)[number];

function doneOf(part: Part): readonly As[] {
  const done = doneOfGroup(part);
  return AS.filter((as) => done?.[as] === true);
}

/** Groups of a tenant, what Leaver's calls took of each, and the calls as the story wants them. */
function aTenant(start: readonly InGroup[], calls: readonly Call[]) {
  const groups = start.map((each) => ({ ...each }));
  /** What Leaver took last, and nobody has touched since. */
  const ours = new Set<string>();
  const unknown = new Set<string>();
  const rest = [...calls];
  const take = ({ id, as }: Write) => {
    const group = groups.find((_, place) => idOf(place) === id);
    if (group?.[as] !== true) return REMOVED;
    group[as] = false;
    ours.add(`${id} ${as}`);
    return OK;
  };
  const graph = {
    root: 'https://graph.example/v1.0',
    entries: async (page: { readonly value: readonly unknown[] }) => page.value,
    batch: async (parts: Readonly<Record<string, { readonly path: string }>>) =>
      Object.fromEntries(Object.entries(parts).map(([name, { path }]) => [name, read(groups, path)])),
    write: async (_method: string, path: string, _body: unknown, { mayBeSent }: { mayBeSent(): Promise<boolean> }) => {
      if (!(await mayBeSent())) return { outcome: 'held' };
      const write = writeIn(path);
      const call = rest.shift() ?? 'taken';
      if (call.startsWith('lost') || call.startsWith('killed')) unknown.add(write.id);
      switch (call) {
        case 'refused':
          return FORBIDDEN;
        case 'lost':
          return LOST;
        case 'lost but taken':
          take(write);
          return LOST;
        case 'killed before':
          throw new Killed();
        case 'killed after':
          take(write);
          throw new Killed();
        case 'held':
          return { outcome: 'held' };
        case 'taken':
          return take(write);
      }
    },
  };
  const changeByOthers = ({ group: place, to }: Foreign) => {
    const group = groups[place];
    if (group === undefined) return;
    for (const as of AS) if (group[as] || to[as]) ours.delete(`${idOf(place)} ${as}`);
    Object.assign(group, to);
  };
  return { groups, ours, unknown, changeByOthers, graph: graph as unknown as GraphClient };
}

type Write = { readonly id: string; readonly as: As };

function writeIn(path: string): Write {
  const [, id = '', as = ''] = /^\/groups\/([^/]+)\/(owner|member)s\//.exec(path) ?? [];
  return { id, as: as === 'owner' ? 'owner' : 'member' };
}

const OK: GraphWrite = { outcome: 'ok', status: 204, body: null };
const LOST: GraphWrite = { outcome: 'ambiguous', why: 'timeout', retryAfter: null };
const FORBIDDEN: GraphWrite = { outcome: 'refused', status: 403, codes: ['Authorization_RequestDenied'], message: '' };
const REMOVED: GraphWrite = { outcome: 'refused', status: 404, codes: ['Request_ResourceNotFound'], message: '' };

function read(groups: readonly InGroup[], path: string) {
  const listed = (is: (group: InGroup) => boolean) =>
    groups.flatMap((group, place): readonly Group[] =>
      is(group)
        ? [
            {
              id: idOf(place),
              displayName: `Group ${place}`,
              groupTypes: [],
              mailEnabled: false,
              securityEnabled: true,
            },
          ]
        : [],
    );
  const value = path.includes('memberOf')
    ? listed(({ member }) => member)
    : path.includes('ownedObjects')
      ? listed(({ owner }) => owner)
      : [ME, OTHER].map((id) => ({ id, userPrincipalName: id }));
  return { outcome: 'ok', status: 200, body: { value } };
}

/** As the flow: look, intent, parts, read back; again after a kill or without an answer, until it is seen or refused. */
async function runToItsEnd(
  tenant: ReturnType<typeof aTenant>,
  foreign: readonly (Foreign | null)[],
  keeper: Keeper,
): Promise<StepRecord> {
  const tools = { graph: tenant.graph, clock: { now: () => new Date() }, settleSeconds: 0, autoReplyText: '' };
  const actions = leaveGroups(tools);
  const context = () => ({ step: keeper.step(), targetUserId: ME, facts: aTargetUser(), steps: [keeper.step()] });
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const change = foreign[attempt] ?? null;
    if (change !== null) tenant.changeByOthers(change);
    const looked = await actions.look(context());
    if (looked.status === 'needed') {
      const parts = await keeper.begin({ ...looked.partsFound, gaps: looked.gaps ?? [] });
      const performed = await actions.perform({ ...context(), parts, mayGoOn: async () => true }).catch(unlessKilled);
      const isAccepted = performed?.status === 'accepted' || performed?.status === 'refused';
      await keeper.end(isAccepted ? 'accepted' : 'cut-off', isAccepted ? { gaps: performed.gaps ?? [] } : {});
      if (!isAccepted) continue;
    }
    const verified = await actions.verify(context());
    if (verified.status !== 'seen') continue;
    await keeper.seen({ ...verified.partsFound, gaps: verified.gaps ?? [] });
    return keeper.step();
  }
  throw new Error('never ended');
}

function unlessKilled(error: unknown): null {
  if (error instanceof Killed) return null;
  throw error;
}
