/** How a domain is reached. Holds a secret: never logged, never stored. */
export type AdConnection = {
  /** `ldaps://host` or `ldaps://host:port`, the preferred domain controller first. */
  readonly urls: readonly string[];
  /** The domain controller that the sync server reads; null = not known. */
  readonly syncUrl: string | null;
  readonly baseDn: string;
  /** PEM of the certificate authority that made the domain controllers' certificates; no other is trusted. */
  readonly ca: string;
  readonly bind: { readonly name: string; readonly password: string };
  readonly timeouts: {
    readonly connectMilliseconds: number;
    readonly operationMilliseconds: number;
    readonly idleMilliseconds: number;
    /** How long nothing is tried after our credentials were refused: more tries would lock the account. */
    readonly refusedMilliseconds: number;
  };
};
