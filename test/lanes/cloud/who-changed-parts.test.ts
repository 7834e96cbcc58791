import { describe, expect, it } from 'vitest';
import type { StepKind } from '../../../src/domain/step.ts';
import type { GraphClient } from '../../../src/lanes/cloud/graph-client.ts';
import { whoChangedParts } from '../../../src/lanes/cloud/who-changed-parts.ts';
import { aStepRecord, aTargetUser, NOW } from '../../helpers/given.ts';

type Changed = { readonly displayName: string; readonly oldValue: string; readonly newValue: string };

const row = (activityDisplayName: string, by: string, property: Changed, objectId = 'person') => ({
  activityDisplayName,
  initiatedBy: { user: { userPrincipalName: by } },
  targetResources: [{ id: objectId, modifiedProperties: [property] }],
});
const of = (displayName: string, oldValue: string, newValue: string): Changed => ({ displayName, oldValue, newValue });
const joined = (group: string, by: string) => row('Add member to group', by, of('Group.ObjectID', '', `"${group}"`));

/** The log as these rows have it; counts what it is asked. */
function askedOf(rows: readonly ReturnType<typeof row>[], kind: StepKind, ids: readonly string[]) {
  const asked: string[] = [];
  const readAll = async (_: unknown, { query }: { readonly query: { readonly $filter: string } }) => {
    asked.push(query.$filter);
    const body = rows.filter(({ targetResources }) => query.$filter.includes(`'${targetResources[0]?.id}'`));
    return { outcome: 'ok', status: 200, body };
  };
  const step = aStepRecord({ kind, acceptedAt: NOW });
  const context = { step, steps: [step], targetUserId: 'person', facts: aTargetUser() };
  const items = ids.map((id) => ({ id, name: id }));
  const found = whoChangedParts({ readAll } as unknown as GraphClient, context, {
    status: 'not-seen',
    evidence: null,
    items,
  });
  return { found, asked };
}

describe('who changed the parts of a step, by the audit log', () => {
  it('is asked once for all groups, and named only where every one of them is', async () => {
    const rows = [joined('g1', 'ann@contoso.example'), joined('g2', 'bob@contoso.example')];
    const { found, asked } = askedOf(rows, 'leave-groups', ['g1', 'g2']);
    expect(await found).toEqual({ how: 'person', by: 'ann@contoso.example, bob@contoso.example' });
    expect(asked).toHaveLength(1);
    expect(await askedOf(rows, 'leave-groups', ['g1', 'g3']).found).toBeNull();
    // Who takes somebody out of a group did not put them back.
    expect(await askedOf(rows, 'rejoin-groups', ['g1']).found).toBeNull();
  });

  it('goes by the very licence that came or went', async () => {
    const rows = [row('Update user', 'ann@contoso.example', of('AssignedLicense', '[sku1]', '[sku1, sku2]'))];
    expect(await askedOf(rows, 'remove-licences', ['sku2']).found).toMatchObject({ by: 'ann@contoso.example' });
    expect(await askedOf(rows, 'remove-licences', ['sku1']).found).toBeNull();
    expect(await askedOf(rows, 'return-licences', ['sku2']).found).toBeNull();
  });

  it('goes by the device itself, and by nothing where there are too many to ask about', async () => {
    const rows = [
      row('Update device', 'Sync_DC01_8f2c11d04ab5@contoso.example', of('AccountEnabled', '[false]', '[true]'), 'd1'),
    ];
    expect(await askedOf(rows, 'disable-devices', ['d1']).found).toMatchObject({ how: 'sync' });
    expect(await askedOf(rows, 'enable-devices', ['d1']).found).toBeNull();
    expect(askedOf(rows, 'disable-devices', ['d1', 'd2', 'd3', 'd4']).asked).toHaveLength(0);
  });

  it('is not asked about a mailbox or files, which the log does not have', async () => {
    const { found, asked } = askedOf([], 'share-onedrive', ['x']);
    expect(await found).toBeNull();
    expect(asked).toHaveLength(0);
  });
});
