import type { CardJson } from '../../../sandbox/mini-teams/mini-teams-card.ts';
import type { TenantEvent, TenantState } from '../../../sandbox/tenant.ts';

/** The tenant from this instant on, until the next moment. */
export type Moment = {
  /** Tenant time, milliseconds since 1970. */
  readonly at: number;
  /** What changed it: a write through Graph is Leaver's, as nobody else uses Graph here. */
  readonly event: TenantEvent | 'first';
  readonly state: TenantState;
};

/** A card or message as one person got it, or had it updated. */
export type Shown = {
  readonly at: number;
  /** Display name of whose chat it is. */
  readonly viewer: string;
  readonly messageId: string;
  readonly card: CardJson | null;
  readonly text: string;
};

/** What a person did in the chat: the witness of who asked, approved, declined. */
export type Deed = {
  readonly at: number;
  readonly by: string;
  readonly verb: string;
  /** Such as `L-1001`; null when it was about none yet. */
  readonly reference: string | null;
  /** The step that was picked on the card; left out = the card asked for none. */
  readonly step?: string;
  /** When it was answered, tenant time; left out = at once. On a busy machine minutes of the tenant pass between. */
  readonly answered?: number;
};

/** A Graph request, those inside a batch each. */
export type Call = { readonly at: number; readonly method: string; readonly url: string; readonly status: number };

/** Everything that happened in one stage, oldest first: all that the checker may know. */
export type Chronicle = {
  readonly moments: readonly Moment[];
  readonly shown: readonly Shown[];
  readonly deeds: readonly Deed[];
  readonly calls: readonly Call[];
  /** Words that people of the trial typed, which cards repeat. */
  readonly typed: readonly string[];
};
