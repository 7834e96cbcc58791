/** What `domain-controller.ts` and `provision.py` are told. */
export type SambaOrder = {
  /** Of database, certificate and logs; the database in it is used again. */
  readonly folder: string;
  /** Path of the socket that leads in; at most 107 bytes, so never under a folder that somebody chose. */
  readonly door: string;
  /** It has a network namespace of its own. */
  readonly isolated: boolean;
  readonly realm: string;
  readonly netBios: string;
  readonly host: string;
  /** Organisational units below the domain, parents first. */
  readonly places: readonly string[];
  /** A place and what the service account may do there: SDDL, with `{sid}` for its SID. */
  readonly delegations: readonly (readonly [string, string])[];
  /** sAMAccountName of the account that Leaver uses; null = none. */
  readonly service: string | null;
  /** Whether the schema has what Leaver knows of Exchange. */
  readonly exchange: boolean;
};
