import type { FlowSettings } from './flow.ts';
import type { Ports } from './ports.ts';

/** What every moment of a request's life works with; `app.ts` builds it once. */
export type FlowContext = {
  readonly ports: Ports;
  readonly settings: FlowSettings;
  /** A new GUID. */
  readonly newId: () => string;
  /** Allow-listed fields only: kinds, ids, codes. Never names, bodies, tokens. */
  readonly log: (event: FlowEvent) => void;
  /** This process looks at it at once, if it works at all; the job that was stored does the same later. */
  readonly wake: (requestId: string) => void;
  /** Lets the parties know what changed; returns at once, tells in the background. */
  readonly nudge: (requestId: string) => void;
};

export type FlowEvent = {
  readonly kind: string;
  readonly requestId?: string;
  readonly stepId?: string;
  readonly step?: string;
  readonly state?: string;
  readonly personId?: string;
  readonly code?: string;
};

/** Tenant time as it is stored: ISO 8601, UTC. */
export function tenantNow(context: FlowContext): string {
  return context.ports.clock.now().toISOString();
}

/** Real time plus seconds, ISO 8601, UTC: for settling and Retry-After, never for business instants. */
export function realTimeIn(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}
