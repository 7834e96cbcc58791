import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AD_ACTIONS, type AdWork } from './active-directory.ts';
import type { AdConsole } from './ad-console.ts';
import type { CallLog } from './call-log.ts';
import { purge } from './deleted-items.ts';
import { NEVER } from './due-events.ts';
import { switchInEntra } from './entra-admin.ts';

import type { EventStream } from './event-stream.ts';
import { type Faults, faultsSchema } from './faults.ts';
import { readText, sendJson } from './http.ts';
import { runRunbook } from './run-runbook.ts';
import { holdDeletions, pauseSync, resumeSync, setProvisioningError } from './sync-faults.ts';
import type { Tenant } from './tenant.ts';

export type ControlParts = {
  readonly tenant: Tenant;
  readonly console: AdConsole;
  /** Path of an AD_DOMAINS_FILE that leads to the directory that runs beside the tenant; null = there is none. */
  readonly adDomainsFile: string | null;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly lag: number;
  readonly changes: EventStream;
  readonly clockChanges: EventStream;
};

type Answer = { readonly status: number; readonly body: unknown };
const LARGEST_BODY = 200_000;

/** `/sandbox/…`: what a tenant's administrator, time and bad luck do; JSON in and out. */
export function createControl(parts: ControlParts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = ''] = (request.url ?? '').slice('/sandbox'.length).split('?');
    const route = `${request.method} ${path}`;
    if (route === 'GET /events') return parts.changes.join(response, { event: 'joined' });
    if (route === 'GET /clock/stream') return parts.clockChanges.join(response, parts.tenant.clock.reading());
    const text = await readText(request, LARGEST_BODY);
    const body = text === null ? undefined : parseJson(text);
    const { status, body: answer } =
      body === undefined ? wrong('The body is not JSON, or too long.') : await act(parts, route, body);
    sendJson(response, status, answer);
  };
}

async function act(parts: ControlParts, route: string, body: unknown): Promise<Answer> {
  const exact = ROUTES[route];
  if (exact !== undefined) return exact(parts, body);
  // Ids and keys need no encoding, so that nothing is decoded here.
  const [, action, id] = /^POST \/(ad\/[a-z-]+|entra\/(?:enable|disable)|purge)\/([\w-]+)$/.exec(route) ?? [];
  if (action !== undefined && id !== undefined) return actOnPerson(parts, action.replace('ad/', ''), id, body);
  return { status: 404, body: { error: `The sandbox has no ${route}.` } };
}

const ROUTES: Readonly<Record<string, (parts: ControlParts, body: unknown) => Answer | Promise<Answer>>> = {
  'GET /state': ({ tenant }) => {
    const state = tenant.state();
    return ok({ ...state, clock: tenant.clock.reading(), nextEvent: tenant.nextEvent().toISOString() });
  },
  'GET /clock': ({ tenant }) => ok(tenant.clock.reading()),
  'POST /clock/jump': jump,
  'GET /ad': ({ adDomainsFile }) => ok({ adDomainsFile }),
  'POST /ad/run-runbook': async ({ tenant, console }, body) => {
    const line = await runRunbook(tenant, console, body);
    if (line === null) return wrong('This is no runbook. Copy the whole PowerShell script of the helpdesk’s card.');
    return 'refused' in line ? { status: 409, body: { error: line.refused } } : ok(line);
  },
  'POST /sync': async ({ tenant, console }) => {
    await console.catchUp();
    return ok(tenant.sync().sync);
  },
  'POST /sync/pause': ({ tenant }) => ok(tenant.change('sync', pauseSync).sync),
  'POST /sync/resume': ({ tenant }) => ok(tenant.change('sync', resumeSync).sync),
  'POST /sync/hold-deletions': ({ tenant }) => ok(tenant.change('sync', (state) => holdDeletions(state, true)).sync),
  'POST /sync/release-deletions': ({ tenant }) =>
    ok(tenant.change('sync', (state) => holdDeletions(state, false)).sync),
  'POST /faults': (parts, body) => {
    const read = faultsSchema.safeParse(body);
    if (!read.success) return wrong(z.prettifyError(read.error));
    if (read.data.lagMs !== undefined) parts.tenant.setLag(read.data.lagMs);
    parts.faults.order(read.data);
    return ok({ ordered: read.data });
  },
  'DELETE /faults': (parts) => {
    parts.faults.clear();
    parts.tenant.setLag(parts.lag);
    return ok({ ordered: {} });
  },
  'POST /reset': async (parts) => {
    parts.faults.clear();
    parts.calls.clear();
    parts.tenant.setLag(parts.lag);
    await parts.console.reset();
    return ok({ reset: true });
  },
  'GET /calls': ({ calls }) => ok({ calls: calls.list() }),
  'DELETE /calls': ({ calls }) => {
    calls.clear();
    return ok({ calls: [] });
  },
};

const jumpSchema = z.union([
  z.strictObject({
    minutes: z
      .number()
      .positive()
      .max(60 * 24 * 3660),
  }),
  z.strictObject({ to: z.literal('next-event') }),
  z.strictObject({ to: z.iso.datetime() }),
]);

async function jump({ tenant, console }: ControlParts, body: unknown): Promise<Answer> {
  const read = jumpSchema.safeParse(body);
  if (!read.success) return wrong('Expected {"minutes": n}, {"to": "next-event"} or {"to": "<ISO 8601, UTC>"}.');
  // A cycle on the way must see what was done in the directory until now.
  await console.catchUp();
  const to =
    'minutes' in read.data
      ? new Date(tenant.clock.now().getTime() + read.data.minutes * 60_000)
      : read.data.to === 'next-event'
        ? tenant.nextEvent()
        : new Date(read.data.to);
  if (to.getTime() === NEVER.getTime()) return { status: 409, body: { error: 'Nothing more happens by itself.' } };
  if (to <= tenant.clock.now()) return { status: 409, body: { error: 'Tenant time only goes forward.' } };
  tenant.jump(to);
  return ok(tenant.clock.reading());
}

async function actOnPerson(
  { tenant, console }: ControlParts,
  action: string,
  idOrKey: string,
  body: unknown,
): Promise<Answer> {
  const id = (tenant.contoso.people[idOrKey]?.id ?? idOrKey).toLowerCase();
  const person = tenant.state().people[id];
  if (person === undefined) return { status: 404, body: { error: `There is no person "${idOrKey}".` } };
  if (action === 'purge') {
    if (person.cloud?.deletedDateTime == null)
      return { status: 409, body: { error: 'Only deleted people are purged.' } };
    return ok(tenant.change('time', (state, now) => purge(state, now, id, 'tenant')).people[id]);
  }
  if (action.startsWith('entra/')) {
    const enabled = action === 'entra/enable';
    return ok(tenant.change('time', (state, now) => switchInEntra(state, now, person, enabled)).people[id]);
  }
  if (action === 'provisioning-error' || action === 'clear-provisioning-error') {
    const read = provisioningError.safeParse(body);
    if (!read.success) return wrong(z.prettifyError(read.error));
    const error = action === 'provisioning-error' ? read.data : null;
    return ok(tenant.change('sync', (state, now) => setProvisioningError(state, now, id, error)).people[id]);
  }
  const work = workOf(action, body);
  if (work === null) return { status: 404, body: { error: `The sandbox has no action "${action}".` } };
  if ('wrong' in work) return wrong(work.wrong);
  const outcome = await console.act(id, work);
  return 'refused' in outcome ? { status: 409, body: { error: outcome.refused } } : ok(outcome.people[id]);
}

const provisioningError = z.strictObject({
  category: z.string().default('PropertyConflict'),
  propertyCausingError: z.string().default('ProxyAddresses'),
  value: z.string().default('SMTP:somebody@contoso.com'),
});

const WORK = {
  move: z.strictObject({ to: z.string().min(1) }),
  'leave-groups': z.strictObject({ groups: z.array(z.string()) }),
  'join-groups': z.strictObject({ groups: z.array(z.string()) }),
  'set-hidden': z.strictObject({ hidden: z.boolean().nullable() }),
} as const;

/** What the path and the body ask for in AD; null when there is no such action. */
function workOf(action: string, body: unknown): AdWork | { readonly wrong: string } | null {
  const plain = AD_ACTIONS.find((candidate) => candidate === action);
  if (plain !== undefined) return { action: plain };
  const kind = Object.keys(WORK).find((candidate) => candidate === action) as keyof typeof WORK | undefined;
  if (kind === undefined) return null;
  const read = WORK[kind].safeParse(body);
  return read.success ? ({ action: kind, ...read.data } as AdWork) : { wrong: z.prettifyError(read.error) };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function wrong(error: string): Answer {
  return { status: 400, body: { error } };
}

/** Undefined when it is not JSON; an empty body is an empty object. */
function parseJson(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
