import { randomBytes } from 'node:crypto';

/** Every secret that Leaver can be given, each with a value that stands nowhere else; made anew for every run. */
export type Canaries = ReturnType<typeof makeCanaries>;

export function makeCanaries() {
  const one = (name: string) => `canary-${name}-${randomBytes(9).toString('hex')}`;
  return {
    botPassword: one('bot'),
    graphSecret: one('graph'),
    certificatePassword: one('certificate'),
    databasePassword: one('database'),
    snapshotKey: one('snapshot'),
    bindPassword: one('bind'),
    /** As `CONNECTOR_KEY` wants it: an id, which is no secret, and 43 characters. */
    connectorSecret: randomBytes(32).toString('base64url'),
    bearer: `${one('header')}.${one('claims')}.${one('signature')}`,
    /** A token of the person's own, as single sign-on puts it into an activity. */
    personToken: one('person'),
    /** In parts of an activity that nobody asked for. */
    body: one('body'),
  };
}

/** One place where a secret could stand, and what stands there. */
export type Place = { readonly where: string; readonly text: string };

/** Where secrets stand, in any form in which they could be carried along. */
export function findSecrets(secrets: readonly string[], places: readonly Place[]): readonly string[] {
  const forms = secrets.flatMap((secret) => [...new Set(formsOf(secret))]);
  return places.flatMap(({ where, text }) =>
    forms.filter((form) => text.includes(form)).map((form) => `${where} holds ${form.slice(0, 16)}…`),
  );
}

function formsOf(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('hex'),
  ];
}
