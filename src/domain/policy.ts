/** What the organisation decided; built in until `POLICY_FILE` exists. Durations in minutes of tenant time. */
export type Policy = {
  /** An undecided request expires after this, or at its hour when that is earlier. */
  readonly expiresAfter: number;
  /** How long verification may wait for a read that shows the change, real seconds. */
  readonly settleSeconds: number;
  readonly verifyWithinSeconds: number;
  /** How far ahead a last working day may lie, days. */
  readonly scheduleDays: number;
};

export const BUILT_IN_POLICY: Policy = {
  expiresAfter: 24 * 60,
  settleSeconds: 2,
  verifyWithinSeconds: 120,
  scheduleDays: 365,
};
