import { type Kysely, sql } from 'kysely';

/**
 * The parts of steps, each a row: what was done, is on its way, is left or was refused. What steps kept of that as
 * lists goes into rows: the gaps of every step, and what was done of groups, devices and licences.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table parts (
      step_id text not null references steps (id) on delete cascade,
      kind text not null,
      identity text not null,
      through text not null default '',
      position integer not null,
      name text not null,
      state text not null,
      attempt integer not null,
      before jsonb,
      evidence jsonb,
      why text,
      who text,
      primary key (step_id, kind, identity, through)
    )`.execute(database);
  const { rows } = await sql<OldStep>`
    select id, kind, state, attempt, accepted_at is not null or verified_at is not null as taken,
      parameters, snapshot, evidence, gaps
    from steps where gaps is not null or kind in (${sql.join(Object.keys(OWN))})`.execute(database);
  for (const step of rows) await insert(database, step.id, partsOf(step));
  await sql`alter table steps drop column gaps`.execute(database);
}

type Json = unknown;

type OldStep = {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly attempt: number;
  readonly taken: boolean;
  readonly parameters: Json;
  readonly snapshot: Json;
  readonly evidence: Json;
  readonly gaps: Json;
};

type Row = {
  readonly kind: string;
  readonly identity: string;
  readonly through: string;
  readonly name: string;
  readonly state: string;
  readonly attempt: number;
  readonly before: Json;
  readonly evidence: Json;
  readonly why: string | null;
  readonly who: string | null;
};

async function insert(database: Kysely<unknown>, stepId: string, rows: readonly Row[]): Promise<void> {
  for (const [position, row] of rows.entries()) {
    const { kind, identity, through, name, state, attempt, why, who } = row;
    const [before, evidence] = [row.before, row.evidence].map((value) =>
      value === null ? null : JSON.stringify(value),
    );
    await sql`
      insert into parts (step_id, kind, identity, through, position, name, state, attempt, before, evidence, why, who)
      values (${stepId}, ${kind}, ${identity}, ${through}, ${position}, ${name}, ${state}, ${attempt},
        ${before}::jsonb, ${evidence}::jsonb, ${why}, ${who})
      on conflict do nothing`.execute(database);
  }
}

/**
 * What was left or refused first, as it was listed: of a group that is in both, the rest of it is with what was done.
 */
function partsOf(step: OldStep): readonly Row[] {
  const gaps = listIn(step.gaps, 'gaps').flatMap(gapRow);
  const isKnown = (row: Row) =>
    gaps.some(({ kind, identity, why }) => kind === row.kind && identity === row.identity && why !== 'inherited');
  const own = OWN[step.kind]?.(step) ?? [];
  return [...gaps, ...own.filter((row) => row.identity !== '' && !isKnown(row))];
}

const OWN: Readonly<Record<string, (step: OldStep) => readonly Row[]>> = {
  'leave-groups': groupsLeft,
  'rejoin-groups': groupsJoined,
  'disable-devices': devicesDisabled,
  'enable-devices': devicesEnabled,
  'remove-licences': licencesRemoved,
  'return-licences': licencesReturned,
};

function gapRow(gap: Json): readonly Row[] {
  const [kind, identity, name] = ['kind', 'id', 'name'].map((field) => textIn(gap, field));
  if (!kind || identity === null || identity === undefined || name === null || name === undefined) return [];
  return [
    {
      kind: kind === 'membership' || kind === 'ownership' ? 'group' : kind,
      identity,
      through: textIn(gap, 'through') ?? '',
      name,
      state: textIn(gap, 'end') === 'refused' ? 'refused' : 'left',
      attempt: 1,
      before: null,
      evidence: HALVES[kind] ?? null,
      why: textIn(gap, 'why'),
      who: textIn(gap, 'who'),
    },
  ];
}

const HALVES: Readonly<Record<string, Json>> = {
  membership: { version: 1, owner: true, member: false },
  ownership: { version: 1, owner: false, member: true },
};

/**
 * As a restore read them: the list of what was removed; where there is none (its answer was lost, or it is on its way),
 * all that it was to leave. `kept` is what the first version was refused.
 */
function groupsLeft(step: OldStep): readonly Row[] {
  const found = listIn(step.snapshot, 'groups');
  const toLeave = found.filter((group) => fieldIn(group, 'leaves') === true);
  const removed = Array.isArray(fieldIn(step.evidence, 'removed')) ? listIn(step.evidence, 'removed') : null;
  const kept = new Set(listIn(step.evidence, 'kept').map((group) => textIn(group, 'groupId')));
  const isDone = wasDone(step);
  const onItsWay = !isDone && isOnItsWay(step);
  if (!isDone && !onItsWay && removed === null) return [];
  const done = isDone || removed !== null ? (removed ?? toLeave) : [];
  const ids = new Set(done.map((group) => textIn(group, 'groupId')));
  const rest = isOnItsWay(step) ? toLeave.filter((group) => !ids.has(textIn(group, 'groupId'))) : [];
  return [
    ...done.map((group) => leftRow(group, found, 'done')),
    ...rest.map((group) => leftRow(group, found, onItsWay ? 'running' : 'planned')),
  ].filter(({ identity }) => !kept.has(identity));
}

function leftRow(group: Json, found: readonly Json[], state: string): Row {
  const identity = textIn(group, 'groupId') ?? '';
  const known = found.find((each) => textIn(each, 'groupId') === identity);
  const was = {
    owner: fieldIn(known, 'owner') === true,
    member: known === undefined || fieldIn(known, 'member') === true,
  };
  const half = fieldIn(group, 'owner');
  const done = half === undefined ? was : { owner: half === true, member: fieldIn(group, 'member') === true };
  const kind = textIn(known, 'class');
  return {
    ...groupRow(identity, textIn(known, 'name') ?? identity, state),
    before: { version: 1, ...was, ...(kind === null ? {} : { class: kind }) },
    evidence: state === 'done' ? { version: 1, ...done } : null,
  };
}

/**
 * What the step of a restore was to give back, less what it was refused; as given back it counts by how the step ended.
 */
function groupsJoined(step: OldStep): readonly Row[] {
  const refused = new Set(listIn(step.evidence, 'refused').map(String));
  const toJoin = listIn(fieldIn(step.parameters, 'snapshot'), 'groups').filter(
    (group) => fieldIn(group, 'leaves') === true && !refused.has(textIn(group, 'groupId') ?? ''),
  );
  const state = GAVE.includes(step.state) ? 'done' : isOnItsWay(step) ? 'running' : null;
  if (state === null) return [];
  return toJoin.map((group) => {
    const identity = textIn(group, 'groupId') ?? '';
    const was = { version: 1, owner: fieldIn(group, 'owner') === true, member: fieldIn(group, 'member') === true };
    return {
      ...groupRow(identity, textIn(group, 'name') ?? identity, state),
      before: { version: 1, owner: false, member: false },
      evidence: state === 'done' && step.state !== 'skipped' ? was : null,
    };
  });
}

function groupRow(identity: string, name: string, state: string) {
  return { kind: 'group', identity, through: '', name, state, attempt: 1, why: null, who: null };
}

/** The list of the first version held only its last attempt, and `kept` beside it; since then it holds them all. */
function devicesDisabled(step: OldStep): readonly Row[] {
  const disabled = fieldIn(step.evidence, 'disabled');
  const kept = listIn(step.evidence, 'kept').map((device) => textIn(device, 'id'));
  const isWhole = Array.isArray(disabled) && !Array.isArray(fieldIn(step.evidence, 'kept'));
  const all = [...(isWhole ? [] : listIn(step.snapshot, 'devices')), ...listIn(step.evidence, 'disabled')];
  const state = wasDone(step) ? 'done' : isOnItsWay(step) ? 'running' : null;
  if (state === null) return [];
  const done = all.filter((device) => !kept.includes(textIn(device, 'id')));
  return done.map((device) => deviceRow(device, { state, was: true, isOurs: state === 'done' }));
}

function devicesEnabled(step: OldStep): readonly Row[] {
  const kept = listIn(step.evidence, 'kept').map((device) => textIn(device, 'id'));
  const snapshot = fieldIn(step.parameters, 'snapshot');
  const all = [...listIn(snapshot, 'devices'), ...listIn(step.parameters, 'disabled')];
  const state = GAVE.includes(step.state) ? 'done' : isOnItsWay(step) ? 'running' : null;
  if (state === null) return [];
  const isOurs = state === 'done' && step.state !== 'skipped';
  const done = all.filter((device) => !kept.includes(textIn(device, 'id')));
  return done.map((device) => deviceRow(device, { state, was: false, isOurs }));
}

type Switched = { readonly state: string; readonly was: boolean; readonly isOurs: boolean };

function deviceRow(device: Json, { state, was, isOurs }: Switched): Row {
  const identity = textIn(device, 'id') ?? '';
  return {
    ...{ kind: 'device', identity, through: '', name: textIn(device, 'name') ?? '', state, attempt: 1 },
    before: { version: 1, enabled: was },
    evidence: isOurs ? { version: 1, enabled: !was } : null,
    why: null,
    who: null,
  };
}

function licencesRemoved(step: OldStep): readonly Row[] {
  const state = wasDone(step) ? 'done' : isOnItsWay(step) ? 'running' : null;
  return state === null
    ? []
    : listIn(step.snapshot, 'licences').map((licence) => licenceRow(licence, { state, was: true }));
}

function licencesReturned(step: OldStep): readonly Row[] {
  const state = GAVE.includes(step.state) ? 'done' : isOnItsWay(step) ? 'running' : null;
  const licences = listIn(fieldIn(step.parameters, 'snapshot'), 'licences');
  if (state === null) return [];
  return licences.map((licence) => licenceRow(licence, { state, was: false, isOurs: step.state !== 'skipped' }));
}

function licenceRow(
  licence: Json,
  { state, was, isOurs = true }: Omit<Switched, 'isOurs'> & { isOurs?: boolean },
): Row {
  const identity = textIn(licence, 'skuId') ?? '';
  const name = textIn(licence, 'name') ?? identity;
  const direct = { version: 1, direct: true, name, disabledPlans: listIn(licence, 'disabledPlans') };
  const none = { version: 1, direct: false };
  return {
    ...{ kind: 'licence', identity, through: '', name, state, attempt: 1 },
    before: was ? direct : none,
    evidence: state === 'done' && isOurs ? (was ? none : direct) : null,
    why: null,
    who: null,
  };
}

function wasDone({ state, taken }: OldStep): boolean {
  return ['verified', 'accepted', 'attested', 'overwritten'].includes(state) || (state !== 'skipped' && taken);
}

function isOnItsWay({ state, attempt }: OldStep): boolean {
  return attempt > 0 && ['planned', 'waiting', 'running', 'ambiguous'].includes(state);
}

const GAVE: readonly string[] = ['verified', 'accepted', 'attested', 'overwritten', 'skipped'];

function fieldIn(value: Json, name: string): Json {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function textIn(value: Json, name: string): string | null {
  const field = fieldIn(value, name);
  return typeof field === 'string' ? field : null;
}

function listIn(value: Json, name: string): readonly Json[] {
  const list = fieldIn(value, name);
  return Array.isArray(list) ? list : [];
}
