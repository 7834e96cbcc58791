import { allowed, createLog, type Log } from '../../../log.ts';
import { contoso } from '../../../sandbox/contoso.ts';
import { startStage } from '../../stage.ts';
import { sleep, until } from '../until.ts';
import type { Place } from './canaries.ts';

/** What the process that plays is told, and what it tells at the end; its two output streams are read by the parent. */
export type CanaryOrder = {
  readonly dataDir: string;
  readonly adDomainsFile: string;
  readonly bearer: string;
  readonly personToken: string;
  readonly body: string;
  /** The control: the log without its allow-list. */
  readonly careless: boolean;
};
export type CanaryReport = { readonly passwords: readonly string[]; readonly places: readonly Place[] };

/** Real milliseconds for what is waited for; a busy machine may need them. */
const PATIENCE = 60_000;

/**
 * Plays on the whole product with every secret in it: requests that run, that are declined, that meet outages and lost
 * answers, bodies that are none, tokens that are forged. Every exchange with Graph and every activity is given to the
 * log as it is: what the log's allow-list leaves of it may hold nothing.
 */
process.once('disconnect', () => process.exit(1));
process.once('message', (order: CanaryOrder) => {
  play(order).then(
    (report) => {
      process.send?.(report, undefined, undefined, () => process.exit(0));
    },
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function play(order: CanaryOrder): Promise<CanaryReport> {
  const log = createLog('trace', [], order.careless ? (event) => event : allowed);
  const passwords = new Set<string>();
  const environment = { DATA_DIR: order.dataDir, AD_DOMAINS_FILE: order.adDomainsFile, LOG_LEVEL: 'trace' };
  const stage = await startStage({
    speed: 60,
    environment,
    onExchange(exchange) {
      for (const password of passwordsIn(exchange.requestBody)) passwords.add(password);
      log.write('graph', { kind: 'exchange', ...exchange });
    },
  });
  const places: Place[] = [];
  const keep = (where: string, text: string) => places.push({ where, text });
  const { manager, helpdesk } = stage;
  const secrets = {
    channelData: { tenant: { id: contoso.tenantId }, token: order.personToken },
    entities: [{ type: 'clientInfo', locale: 'en-US', secret: order.body }],
    authorization: order.bearer,
  };

  async function ask(words: string, form: Readonly<Record<string, string>> = {}): Promise<string> {
    log.write('bot', { kind: 'activity', text: words, ...secrets });
    await manager.say(words, secrets);
    const card = manager.lastCard();
    if (card.verbs.includes('review')) await card.fill(form).execute('review');
    const review = await manager.until((message) => JSON.stringify(message.card).includes('"verb":"submit"'));
    return /L-\d+/.exec((await review.execute('submit')).text)?.[0] ?? '';
  }
  const asked = (reference: string) =>
    helpdesk.until((message, text) => text.includes(reference) && JSON.stringify(message.card).includes('"approve"'));

  const first = await ask('offboard adele');
  await stage.faults({ loseAnswers: { match: 'PATCH /users/.*', times: 1 } });
  await (await asked(first)).execute('approve');
  await until(() => passwords.size > 0, PATIENCE);
  const second = await ask('block sign-in alex wilber');
  await (await asked(second)).execute('approve');
  await stage.faults({ throttle: { match: '* /users/.*', times: 3, status: 503, done: false, retryAfter: 1 } });
  const third = await ask('block sign-in nils');
  await (await asked(third)).execute('approve');
  await stage.faults({ outage: { until: Date.now() + 1_500 } });
  await manager.say('why adele').catch(() => []);
  await knock({ url: stage.app.url, chat: manager, order, keep, log });
  await sleep(1_500);
  await until(() => log.metrics().length > 0 && manager.messages().some(({ text }) => text.includes(first)), PATIENCE);
  keep('/metrics', await (await fetch(`${stage.app.url}/metrics`)).text());
  for (const message of stage.teams.messages) keep('a card or message', JSON.stringify(message));
  await stage.stop();
  return { passwords: [...passwords], places };
}

type Knocking = {
  readonly url: string;
  readonly chat: Awaited<ReturnType<typeof startStage>>['manager'];
  readonly order: CanaryOrder;
  readonly keep: (where: string, text: string) => void;
  readonly log: Log;
};

/** Everything that is refused at the door, and what it answers. */
async function knock({ url, chat, order, keep, log }: Knocking): Promise<void> {
  const { bearer, personToken, body } = order;
  const json = { 'content-type': 'application/json', authorization: `Bearer ${bearer}` };
  const activity = (more: object) => JSON.stringify({ ...chat.activity({ type: 'message', text: 'help' }), ...more });
  const click = { action: { type: 'Action.Execute', verb: 'approve', data: { verb: 'approve', nonce: body } } };
  const invoke = {
    type: 'invoke',
    name: 'adaptiveCard/action',
    value: { ...click, authentication: { token: personToken } },
  };
  const tries: readonly (readonly [path: string, headers: Record<string, string>, sent: string])[] = [
    ['/api/messages', json, `{"text":"${body}`],
    ['/api/messages', json, `"${body}"`],
    ['/api/messages', { ...json, 'content-type': 'text/plain' }, body],
    ['/api/messages', { ...json, 'content-encoding': 'gzip' }, body],
    ['/api/messages', json, activity({ text: body.repeat(20_000) })],
    ['/api/messages', json, activity({ serviceUrl: `https://evil.example/${body}` })],
    ['/api/messages', json, activity({ channelData: { tenant: { id: body }, token: personToken } })],
    ['/api/messages', json, activity({ from: { id: body, aadObjectId: body } })],
    ['/api/messages', json, activity({ type: body, value: { token: personToken } })],
    ['/api/messages', json, activity({ ...invoke, id: '1' })],
    ['/api/messages', json, activity({ ...invoke, name: body, id: '2' })],
    ['/api/messages', json, activity({ ...invoke, value: { [body]: personToken }, id: '3' })],
    ['/connector/lease', { ...json, 'leaver-signature': bearer }, JSON.stringify({ [body]: personToken })],
    [`/${body}`, json, body],
    [`/metrics?token=${body}`, json, body],
  ];
  for (const [path, headers, sent] of tries) {
    log.write('bot', { kind: 'request', path, headers, sent });
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: sent }).catch(() => null);
    keep(`the answer to POST ${path.slice(0, 14)}`, answer === null ? '' : `${answer.status} ${await answer.text()}`);
  }
  for (const path of ['/readyz', '/healthz']) keep(path, await (await fetch(`${url}${path}`)).text());
}

function passwordsIn(body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([key, value]) =>
    key === 'password' && typeof value === 'string' ? [value] : passwordsIn(value),
  );
}
