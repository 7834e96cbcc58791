/**
 * Where somebody stands in the cloud, and when directory sync last ran; instants ISO 8601, UTC; null = never or
 * unknown.
 */
export type Standing = {
  readonly found: 'active' | 'soft-deleted' | 'gone';
  /** Of an account among the deleted. */
  readonly deletedAt?: string;
  /** Null when there is no active account. */
  readonly accountEnabled: boolean | null;
  readonly tenantLastSync: string | null;
  readonly personLastSync: string | null;
  /** What directory sync says it cannot write of this person. */
  readonly provisioningErrors: readonly string[];
};

/** What directory sync alone writes in the cloud of somebody, read now. */
export type Shown = {
  /** Null where the account is not active, or the cloud does not say. */
  readonly distinguishedName: string | null;
};
