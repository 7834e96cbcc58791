import type { AdReading, AdTarget, OnPremisesKind } from '../../domain/ad-account.ts';
import type { Json, Text } from '../../domain/text.ts';

/** One change of one account, for any way into AD DS; plain JSON, so that a connector can carry it. */
export type AdOrder = {
  /** The ledger's step: a connector runs one order of a step at a time. */
  readonly stepId: string;
  readonly kind: OnPremisesKind;
  readonly target: AdTarget;
  /** As planned: `{ ou }` for move-to-ou; `{ snapshot }` (an {@link AdReading}) for what gives back. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** Read here first: the domain controller that took the write (host name); null = any. */
  readonly server: string | null;
};

/**
 * A group or an attribute that AD DS did not take: no right to it, refused otherwise, gone, or Leaver puts nobody into
 * it. A password that was lost, and replaced by one that nobody knows.
 */
export type AdPart = {
  readonly kind: 'group' | 'attribute' | 'password';
  /** Distinguished name or SID of a group; LDAP name of an attribute; empty for the password. */
  readonly id: string;
  readonly why: 'forbidden' | 'refused' | 'gone' | 'administrative' | 'replaced';
};

/** Nothing was written in `refused` and `unreachable`. */
export type WayRefusal =
  /** Not found, found twice, or not who it should be; protected (adminCount); out of sync scope; AD DS said no. */
  | { readonly status: 'refused'; readonly note: Text }
  /** No domain controller (or connector) answered, or none took our credentials. */
  | { readonly status: 'unreachable'; readonly note: Text };

export type AdRead =
  | {
      readonly status: 'read';
      readonly reading: AdReading;
      /**
       * What the sync server's domain controller says; null = it is the same one, or none is configured, or it is
       * silent.
       */
      readonly atSyncServer: AdReading | null;
      /**
       * Host name of the sync server's one where it is configured and gave no answer: its silence agrees with nothing.
       */
      readonly silentSyncServer?: string;
    }
  | WayRefusal;

export type AdPerformed =
  /** Written (or found as wanted), and read back on the same domain controller, but for these parts. */
  | { readonly status: 'done'; readonly reading: AdReading; readonly left?: readonly AdPart[] }
  /** The connection or the answer was lost after something may have been sent: read before doing it again. */
  | { readonly status: 'ambiguous' }
  | (WayRefusal & { readonly left?: readonly AdPart[] });

/**
 * One way into AD DS: LDAPS, a connector, or (in tests) a directory in memory. It locates the account by SID and
 * compares anchor, DN and UPN before any write; a wrong or double match writes nothing. Every kind may be performed
 * twice.
 */
export interface OnPremisesWay {
  readonly name: 'ldaps' | 'connector';
  /** `attributes` are filled for kinds that need a full snapshot (delete-account); DN and UPN are not compared here. */
  read(order: AdOrder): Promise<AdRead>;
  /** `isOurs`: asked right before each write, of which none is made any more once it says no. */
  perform(order: AdOrder, isOurs?: () => boolean): Promise<AdPerformed>;
}

/** The way into this domain (DNS name, any case); null = only people, with the runbook. */
export type WayTo = (domainName: string) => OnPremisesWay | null;
