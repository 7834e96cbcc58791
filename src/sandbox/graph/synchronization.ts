import { z } from 'zod';
import { canonicalDn } from '../../domain/ad-domain.ts';
import type { Contoso } from '../contoso.ts';
import { exportNow } from '../sync-engine.ts';
import type { TenantState } from '../tenant-state.ts';
import { collection } from './collection.ts';
import { plainType } from './entity-types.ts';
import type { GraphAnswer, GraphCall, JsonObject } from './graph-call.ts';
import { badRequest, GraphRefusal, notFound } from './graph-refusal.ts';

const JOB = plainType('synchronizationJob', 'servicePrincipals/synchronization/jobs');

/** 5 requests in 10 s of real time (hybrid.md 0.4). */
const MOST_PUSHES = 5;
const WINDOW_MS = 10_000;

/** The provisioning jobs of Cloud Sync: one for every domain that it carries. */
export function listJobs(call: GraphCall): GraphAnswer {
  const domains = domainsOf(call);
  if (domains.length === 0) throw notFound(call.parameters['servicePrincipal-id'] ?? '');
  return collection(
    call,
    JOB,
    domains.map((domain) => jobRow(call.state, domain)),
  );
}

const body = z.object({
  parameters: z
    .array(
      z.object({
        ruleId: z.string(),
        subjects: z.array(z.object({ objectId: z.string(), objectTypeName: z.string() })).length(1),
      }),
    )
    .length(1),
});

/** One person of AD, by distinguished name, is exported at once; what is already so answers the same. */
export function provisionOnDemand(call: GraphCall): GraphAnswer {
  const domain = domainsOf(call).find(({ onDemand }) => onDemand?.jobId === call.parameters['synchronizationJob-id']);
  if (domain === undefined) throw notFound(call.parameters['synchronizationJob-id'] ?? '');
  const now = Date.now();
  const recent = call.truth.sync.onDemandAt.filter((at) => at > now - WINDOW_MS);
  if (recent.length >= MOST_PUSHES)
    throw new GraphRefusal(429, 'TooManyRequests', 'Too many requests.', { 'Retry-After': '10' });
  const asked = body.safeParse(call.body);
  const [parameters] = asked.success ? asked.data.parameters : [];
  const [subject] = parameters?.subjects ?? [];
  if (parameters?.ruleId !== domain.onDemand?.ruleId || subject?.objectTypeName !== 'user')
    throw badRequest('The synchronization job parameters are not valid.');
  const personId = findByName(call.truth, domain.name, subject.objectId);
  const counted = { ...call.truth, sync: { ...call.truth.sync, onDemandAt: [...recent, now] } };
  const state = personId === null ? counted : exportNow(counted, call.now, personId);
  const key = `{"correlationId":"${call.headers['client-request-id'] ?? ''}"}`;
  const result = personId === null ? 'Skipped' : 'Success';
  return { status: 200, body: { '@odata.context': `${call.root}/$metadata`, key, value: result }, state };
}

function domainsOf(call: GraphCall): readonly Contoso['adDomains'][number][] {
  const wanted = call.parameters['servicePrincipal-id']?.toLowerCase();
  return call.contoso.adDomains.filter(({ onDemand }) => onDemand?.servicePrincipalId === wanted);
}

function findByName(state: TenantState, domainName: string, distinguishedName: string): string | null {
  const wanted = canonicalDn(distinguishedName);
  const found = Object.values(state.people).find(
    ({ ad }) => ad !== null && ad.domainName === domainName && canonicalDn(ad.distinguishedName) === wanted,
  );
  return found?.id ?? null;
}

function jobRow(state: TenantState, { name, onDemand }: Contoso['adDomains'][number]): JsonObject {
  const clock = state.sync.cloudSync.find(({ domainName }) => domainName === name);
  return {
    id: onDemand?.jobId ?? '',
    templateId: 'AD2AADProvisioning',
    schedule: {
      expiration: null,
      interval: `PT${clock?.intervalMinutes ?? 2}M`,
      state: state.sync.paused ? 'Paused' : 'Active',
    },
    status: { code: state.sync.paused ? 'Paused' : 'Active', lastSuccessfulExecution: null },
    synchronizationJobSettings: [{ name: 'Domain', value: name }],
  };
}
