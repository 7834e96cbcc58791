import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exchange } from '../../sandbox/graph/exchange.ts';
import type { TenantPerson } from '../../sandbox/tenant.ts';
import { startPostgres } from '../prove/postgres-server.ts';
import { type Stage, startStage } from '../stage.ts';
import { addCloudCrowd } from './cloud-crowd.ts';
import { type Spread, spreadOf } from './spread-of.ts';

export type EmergencyCost = {
  readonly clicks: number;
  /** Milliseconds from the click leaving the client to the block arriving at Graph; `target`: what p95 may be. */
  readonly databases: readonly {
    readonly name: 'PGlite' | 'PostgreSQL';
    readonly click: Spread;
    readonly target: number;
    /** The same PATCH sent to the sandbox by itself, in the same run. */
    readonly bare: Spread;
    readonly graphRequests: number;
  }[];
};

/** Clicks that are not counted: the first ones compile and connect. */
const WARM_UP = 3;
/** Nothing of the breaker may hold the bench back: every click stays one that is carried out. */
const POLICY = {
  emergency: { perHour: 10_000 },
  limits: { perRequester: 10_000, perApprover: 10_000, perTenant: 10_000, departmentPercent: 100 },
};
const PATIENCE = 30_000;

/**
 * `block now` over and over, each time on somebody else, from the click in Teams to the block at Graph, on both
 * databases.
 */
export async function benchEmergency(settings: {
  readonly clicks: number;
  readonly say: (line: string) => void;
}): Promise<EmergencyCost> {
  const { clicks, say } = settings;
  const folder = await mkdtemp(join(tmpdir(), 'leaver-emergency-'));
  const postgres = await startPostgres({ durable: true });
  try {
    const POLICY_FILE = join(folder, 'policy.json');
    await writeFile(POLICY_FILE, JSON.stringify(POLICY));
    say(`${clicks} clicks on “Block now” on PGlite, then on PostgreSQL.`);
    const pglite = await clickOften({ POLICY_FILE, DATA_DIR: join(folder, 'data') }, clicks);
    const server = await clickOften({ POLICY_FILE, DATABASE_URL: await postgres.createDatabase() }, clicks);
    return {
      clicks,
      databases: [
        { name: 'PGlite', target: 2_000, ...pglite },
        { name: 'PostgreSQL', target: 1_000, ...server },
      ],
    };
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function clickOften(environment: Readonly<Record<string, string>>, clicks: number) {
  const blocks = watchBlocks();
  const stage = await startStage({ speed: 1, environment, onExchange: blocks.saw });
  try {
    const crowd = addCloudCrowd(stage.sandbox.tenant, (clicks + WARM_UP) * 2);
    const lead = stage.as('emergencyLead');
    await lead.install();
    const [click, bare]: [number[], number[]] = [[], []];
    let graphRequests = 0;
    for (let place = 0; place < clicks + WARM_UP; place += 1) {
      const [person, other] = [crowd[place * 2], crowd[place * 2 + 1]];
      if (person === undefined || other === undefined) throw new TypeError('the crowd is too small');
      const taken = await blocks.until(person.id, () => clickBlockNow(lead, person));
      const patched = await blocks.until(other.id, () => patch(stage.sandbox.url, other.id));
      if (place < WARM_UP) continue;
      click.push(taken.milliseconds);
      bare.push(patched.milliseconds);
      graphRequests += taken.requests;
    }
    return { click: spreadOf(click), bare: spreadOf(bare), graphRequests: graphRequests / clicks };
  } finally {
    await stage.stop();
  }
}

type Timed = { readonly began: number; readonly done: Promise<unknown> };

/** The last look is asked for first; what is measured begins with the click. */
async function clickBlockNow(lead: ReturnType<Stage['as']>, { cloud }: TenantPerson): Promise<Timed> {
  await lead.say(`block now ${cloud?.userPrincipalName}`);
  const card = lead.lastCard();
  return { began: performance.now(), done: card.execute('block-now') };
}

async function patch(origin: string, personId: string): Promise<Timed> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer sandbox' };
  const body = JSON.stringify({ accountEnabled: false });
  const began = performance.now();
  return { began, done: fetch(`${origin}/v1.0/users/${personId}`, { method: 'PATCH', headers, body }) };
}

/** Sees from the tenant's side when somebody is blocked, and how many requests came until then. */
function watchBlocks() {
  const seen = new Map<string, { at: number; requests: number }>();
  const waiting = new Map<string, () => void>();
  let requests = 0;
  return {
    saw({ method, url, requestBody, inBatch, status }: Exchange): void {
      if (!inBatch) requests += 1;
      const personId = /^\/users\/([0-9a-f-]{36})(?:\?|$)/.exec(url)?.[1];
      const body = requestBody as { readonly accountEnabled?: unknown } | null;
      if (method !== 'PATCH' || personId === undefined || body?.accountEnabled !== false || status >= 300) return;
      seen.set(personId, { at: performance.now(), requests });
      waiting.get(personId)?.();
    },
    async until(personId: string, act: () => Promise<Timed>) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.set(personId, resolve);
      const timer = setTimeout(() => reject(new Error('the block did not come')), PATIENCE);
      const { began, done } = await act();
      const before = requests;
      try {
        await Promise.all([promise, done]);
      } finally {
        clearTimeout(timer);
      }
      const block = seen.get(personId);
      return { milliseconds: (block?.at ?? 0) - began, requests: (block?.requests ?? 0) - before };
    },
  };
}
