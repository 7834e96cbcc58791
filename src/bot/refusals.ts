/**
 * Why something at the door was not answered, by class: what the log says and what `/metrics` counts. A fixed list, so
 * that whoever forges requests cannot make counters (reliability.md section 2, "Build" 7).
 */
export const REFUSALS = [
  // The request itself: 413, 415 and 401.
  'content-type',
  'encoding',
  'size',
  'json',
  'http',
  // Local mode, where nothing is signed: 401.
  'host',
  'origin',
  // Before the SDK, and by the SDK: 401.
  'token-shape',
  'token-algorithm',
  'token-issuer',
  'token-issuer-own-tenant',
  'token-audience',
  'token-expired',
  'token-service-url',
  'service-url-differs',
  'token-signature',
  // About the activity: 200 after a genuine token, 401 in local mode.
  'service-url',
  'channel',
  'activity-shape',
  'recipient',
  'tenant',
  'activity-type',
  'invoke-name',
  // A button that was not shown to this person in this chat: answered, and nothing done.
  'card-seal',
  // More than one person does: the first is answered in words, a click always.
  'too-many',
] as const;

export type Refusal = (typeof REFUSALS)[number];
