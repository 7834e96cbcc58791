/**
 * What the bot writes about a turn: codes, ids and counts. Never bodies, names, tokens or texts (reliability.md A17).
 */
export type BotEvent = {
  readonly event:
    | 'refused'
    | 'turn'
    | 'turn-late'
    | 'turn-failed'
    | 'repeated'
    | 'directory-unavailable'
    | 'dialog-dropped'
    | 'connector-failed'
    | 'unreachable'
    | 'welcomed'
    | 'file-given'
    | 'file-refused'
    | 'ad-work-refused'
    | 'ad-work-leased'
    | 'ad-work-answered';
  readonly reason?: string;
  /** Of a token refused for its issuer: Entra's, by pattern; and the setting that would allow it. */
  readonly issuer?: string;
  readonly code?: string;
  readonly activityType?: string;
  readonly verb?: string;
  readonly personId?: string;
  readonly requestId?: string;
  /** Of a connector: which key, which piece of work. */
  readonly keyId?: string;
  readonly jobId?: string;
  readonly status?: number;
  readonly milliseconds?: number;
  /** Class of the exception, never its text; and the places in our code that it came through. */
  readonly error?: string;
  readonly at?: string;
  /** What the person was shown, to find this line again. */
  readonly incident?: string;
};

export type BotLog = (event: BotEvent) => void;
