import { contoso } from '../../../sandbox/contoso.ts';
import type { TenantState } from '../../../sandbox/tenant.ts';
import { approveTyped } from '../../approve-typed.ts';
import { startStage } from '../../stage.ts';
import { until } from '../until.ts';

export type TenantFigures = { readonly people: number; readonly written: number; readonly untold: number };

type Change = (state: TenantState, id: string) => TenantState;

/**
 * What somebody else does in the tenant between approval and run, one class each; Active Directory's own is not here.
 */
const GRANTS: Readonly<Record<string, Change>> = {
  'directory-role': (state, id) => withRole(state, id, 'active'),
  'eligible-role': (state, id) => withRole(state, id, 'eligible'),
  'role-assignable-group': (state, id) => withGroup(state, groupId('privileged'), (members) => [...members, id]),
  'protected-group': (state, id) => withGroup(state, groupId('protected'), (members) => [...members, id]),
  'approver-group-last': (state, id) => withGroup(state, groupId('approvers'), () => [id]),
  'restricted-management': (state, id) => withAccount(state, id, { isManagementRestricted: true }),
  'sync-account': (state, id) => withAccount(state, id, { userPrincipalName: 'Sync_DC01_0a1b2c3d4e5f@contoso.com' }),
  'service-account': (state, id) => withAccount(state, id, { userPrincipalName: 'svc-backup@contoso.com' }),
  'application-owner': (state, id) => ({ ...state, applicationOwners: { [contoso.bot.appId]: [id] } }),
};

/** Mastered by the cloud, nobody's manager, one each. */
const PEOPLE = ['adele', 'grady', 'henrietta', 'ravi', 'zoe', 'nils', 'samFinance', 'ampersand', 'template'] as const;

/** Real milliseconds for the hour that came to be told. */
const PATIENCE = 60_000;

/**
 * Blocks for tomorrow, asked for and approved in chats; then everybody becomes somebody who is protected, and tomorrow
 * comes. `unchanged` is the control: they stay who they are.
 */
export async function becomeProtected({
  unchanged,
  classes,
}: {
  readonly unchanged: boolean;
  readonly classes: number;
}): Promise<TenantFigures> {
  const stage = await startStage({ speed: 6 });
  try {
    const grants = Object.values(GRANTS).slice(-classes);
    const asked = PEOPLE.slice(0, grants.length);
    const references: string[] = [];
    for (const key of asked) references.push(await askFor(stage, key));
    for (const reference of references) await approveTyped(stage.helpdesk, reference);
    if (!unchanged) {
      for (const [place, key] of asked.entries()) {
        const { id } = stage.person(key);
        stage.sandbox.tenant.change('time', (state) => grants[place]?.(state, id) ?? state);
      }
    }
    await stage.jump(2 * 24 * 60);
    const countBlocked = () => asked.filter((key) => stage.person(key).cloud?.accountEnabled !== true).length;
    const open = new Set(references);
    const isOver = async () => {
      for (const reference of open) {
        await stage.manager.say(`status ${reference}`);
        if (stage.manager.lastCard().text.includes('is protected')) open.delete(reference);
      }
      return open.size === 0;
    };
    // The control ends at the first: limits may hold back the others.
    await until(unchanged ? () => countBlocked() > 0 : isOver, PATIENCE);
    const written = countBlocked();
    return { people: asked.length, written, untold: unchanged ? 0 : open.size };
  } finally {
    await stage.stop();
  }
}

async function askFor(stage: Awaited<ReturnType<typeof startStage>>, key: string): Promise<string> {
  const { manager, sandbox } = stage;
  const lastDay = new Date(sandbox.tenant.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10);
  await manager.say(`block sign-in ${contoso.people[key]?.userPrincipalName}`);
  const form = manager.lastCard();
  await form.fill({ when: 'at', lastDay, hour: '17:00' }).execute('review');
  const answer = await manager.lastCard().execute('submit');
  const reference = /L-\d+/.exec(answer.text)?.[0];
  if (reference === undefined) throw new TypeError(`no request for ${key}: ${answer.text}`);
  return reference;
}

function groupId(key: string): string {
  return contoso.groups[key]?.id ?? '';
}

function withRole(state: TenantState, principalId: string, kind: 'active' | 'eligible'): TenantState {
  const roleDefinitionId = contoso.roles[0]?.templateId ?? '';
  const role = { id: `${kind}-${principalId}`, roleDefinitionId, principalId, kind };
  return { ...state, roleAssignments: [...state.roleAssignments, role] };
}

function withGroup(
  state: TenantState,
  id: string,
  change: (members: readonly string[]) => readonly string[],
): TenantState {
  const group = state.groups[id];
  if (group === undefined) throw new TypeError(`there is no group ${id}`);
  return { ...state, groups: { ...state.groups, [id]: { ...group, members: change(group.members) } } };
}

function withAccount(state: TenantState, id: string, more: object): TenantState {
  const person = state.people[id];
  if (person?.cloud == null) throw new TypeError('there is no such account');
  return { ...state, people: { ...state.people, [id]: { ...person, cloud: { ...person.cloud, ...more } } } };
}
