import { expect, it, vi } from 'vitest';
import { DirectoryUnavailable } from '../../src/domain/errors.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { SettingsChange } from '../../src/domain/settings-in-use.ts';
import type { FlowContext } from '../../src/flow/context.ts';
import type { SettingsTrail } from '../../src/flow/ports.ts';
import { createSettingsPost } from '../../src/flow/post-settings.ts';
import { aPerson, IDS, NOW } from '../helpers/given.ts';

const inUse = (approver: string) => ({ policy: {}, groups: { approver }, domains: {} });
const CHANGE: SettingsChange = { number: 4, at: NOW, from: 'a', to: 'b', before: inUse('before'), now: inUse('now') };
const MEMBERS: Readonly<Record<string, readonly string[]>> = { now: [IDS.approver], before: [IDS.director] };

/** What is said at three looks, where Teams answers in this way, one answer after the other. */
async function heard(...answers: readonly Answer[]): Promise<readonly string[]> {
  return heardOf([CHANGE], ...answers);
}

/** `lost`: what ended a process between the message and its record. */
type Answer = 'sent' | 'later' | 'unreachable' | 'lost';

async function heardOf(changes: readonly SettingsChange[], ...answers: readonly Answer[]): Promise<readonly string[]> {
  const said: string[] = [];
  const heard = new Map<number, ReadonlySet<string>>();
  let upTo = 0;
  const trail: SettingsTrail = {
    takeIntoUse: async () => {},
    untold: async () => changes.filter(({ number }) => number > upTo),
    told: async (number) => {
      upTo = number;
    },
    heard: async (number) => heard.get(number) ?? new Set(),
    hears: async (number, id) => {
      heard.set(number, new Set([...(heard.get(number) ?? []), id]));
    },
  };
  const context = {
    log: () => {},
    settings: { policy: BUILT_IN_POLICY, approverGroupId: 'now' },
    ports: {
      leases: { take: async () => true, release: async () => {} },
      groups: {
        members: async (group: string) => {
          if (group === 'unreadable') throw new DirectoryUnavailable('Microsoft Graph refused (403)');
          return (MEMBERS[group] ?? []).map((id) => aPerson({ id }));
        },
      },
      messenger: {
        notify: async (id: string, { key }: { readonly key: string }) => {
          const answer = answers[said.length] ?? 'sent';
          said.push(`${id === IDS.approver ? 'approver' : 'former'} ${key} ${answer}`);
          if (answer === 'lost') throw new Error('lost');
          return answer;
        },
      },
    },
  } as unknown as FlowContext;
  vi.useFakeTimers();
  const post = createSettingsPost(context, 'us', trail);
  for (let look = 0; look < 3; look += 1) {
    await post();
    vi.advanceTimersByTime(60_000);
  }
  vi.useRealTimers();
  return said;
}

const SENT = ['approver audit.settings-changed sent', 'former audit.settings-changed sent'];

it('other settings are named once to who approves, and to who did before', async () => {
  expect(await heard()).toEqual(SENT);
});

it('other settings are named again to whom Teams could not reach then, and to nobody else', async () => {
  expect(await heard('later')).toEqual(['approver audit.settings-changed later', SENT[1], SENT[0]]);
});

it('other settings stay to be named while nobody at all can be reached', async () => {
  expect(await heard('unreachable', 'unreachable')).toEqual([
    'approver audit.settings-changed unreachable',
    'former audit.settings-changed unreachable',
    ...SENT,
  ]);
});

it('other settings that somebody could not be told are not forgotten over later ones, and keep these from nobody', async () => {
  const later = 'approver audit.settings-changed later';
  const both = [CHANGE, { ...CHANGE, number: 5 }];
  expect(await heardOf(both, 'later')).toEqual([later, SENT[1], ...SENT, SENT[0]]);
  // Somebody of before whom Teams never takes it for: everybody else hears each change once.
  const next = { ...CHANGE, number: 5, before: inUse('now') };
  const never = 'former audit.settings-changed later';
  const answers = ['sent', 'later', 'sent', 'later', 'later'] as const;
  expect(await heardOf([CHANGE, next], ...answers)).toEqual([SENT[0], never, SENT[0], never, never]);
});

it('other settings are named to who approves also where the group of before cannot be read', async () => {
  const before = inUse('unreadable');
  expect(
    await heardOf([
      { ...CHANGE, before },
      { ...CHANGE, number: 5, before },
    ]),
  ).toEqual([SENT[0], SENT[0]]);
});

it('other settings that only somebody of before heard stay to be named to who approves', async () => {
  const unreachable = 'approver audit.settings-changed unreachable';
  expect(await heard('unreachable', 'sent', 'unreachable')).toEqual([unreachable, SENT[1], unreachable, SENT[0]]);
});

it('other settings are named again to whom nobody wrote down that they heard it: not even a single approver misses them', async () => {
  expect(await heard('lost')).toEqual(['approver audit.settings-changed lost', SENT[1], SENT[0]]);
});
