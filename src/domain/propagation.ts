import type { Text } from './text.ts';

export const PROPAGATION_LINES = ['new-sign-ins', 'open-sessions', 'durable', 'connected-apps'] as const;
export type PropagationLineId = (typeof PROPAGATION_LINES)[number];

/**
 * When one effect is there: never one number, always earliest, typical and latest, as instants (ISO 8601, UTC).
 * All three null = nobody can promise it (state `at-risk` or `unknown`), and `explains` says why.
 */
export type PropagationLine = {
  readonly id: PropagationLineId;
  /** `ended`: its latest hour has passed since it was done; Microsoft says so, and no read can show it. */
  readonly state: 'expected' | 'seen' | 'ended' | 'at-risk' | 'unknown';
  readonly earliest: string | null;
  readonly typical: string | null;
  readonly latest: string | null;
  /** The figure of the articles (30 min, 60 min, 3 h and more) and today's, each with its source. */
  readonly seed: Text;
  readonly today: Text;
  readonly explains: Text | null;
};
