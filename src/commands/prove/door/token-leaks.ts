import { setTimeout as sleep } from 'node:timers/promises';
import type { Activity, ConversationReference } from 'botbuilder';
import { createAdapter } from '../../../bot/adapter.ts';
import { type BotIdentity, SERVICE_HOSTS } from '../../../bot/identity.ts';
import { type Authority, startAuthority } from './authority.ts';
import { type CapturedNetwork, captureNetwork } from './captured-network.ts';
import { openDoor } from './door.ts';
import { hostileUrls } from './hostile-urls.ts';
import { startManagedIdentityEndpoint } from './managed-identity-endpoint.ts';
import { genuineActivity, OUR_APP, OUR_TENANT, SERVICE_URL } from './named-cases.ts';
import { openSdkDoor } from './sdk-door.ts';

export type LeakFigures = {
  readonly urls: number;
  readonly sends: number;
  /** Requests with the bot's token that reached a host which is not Teams. */
  readonly leaked: number;
  /** Requests with the token that reached Teams: the harness sees tokens. */
  readonly delivered: number;
  /** Sends to Teams that took more than one request. */
  readonly repeated: number;
  readonly seconds: number;
};

/**
 * How an address comes to be sent to: what a body says, what was stored, where a chat is opened, where Teams points.
 */
type Way = (url: string) => Promise<unknown>;
type Ways = Readonly<Record<'body' | 'stored' | 'chat' | 'redirect', Way>>;

/** The SDK's own way waits for ever, and repeats (reliability.md 0.4); real milliseconds, longer than ours waits. */
const PATIENCE = 5_000;
const CANARY = 'the-token-of-the-bot';
const REDIRECTS = [301, 302, 303, 307, 308] as const;
const TEAMS: readonly string[] = SERVICE_HOSTS.map((host) => `https://${host}:443`);

/** Every hostile URL through every way, with Leaver's way out or, as the control, the SDK's own. */
export async function leak({ sdk, urls }: { readonly sdk: boolean; readonly urls: number }): Promise<LeakFigures> {
  const began = Date.now();
  const endpoint = await startManagedIdentityEndpoint(CANARY);
  const authority = await startAuthority({ appId: OUR_APP, serviceUrl: SERVICE_URL });
  const ours = [endpoint.port, Number(new URL(authority.frameworkUrl).port)];
  const network = await captureNetwork((port) => ours.includes(port));
  const { ways, stop } = sdk ? await sdkWays(authority) : await leaverWays(authority);
  const wanted = hostileUrls();
  const every = Math.max(1, Math.ceil(wanted.length / urls));
  const chosen = wanted.filter((_, at) => at % every === 0);
  const { error } = console;
  console.error = () => undefined;
  let [sends, repeated] = [0, 0];
  try {
    for (const [at, url] of chosen.entries()) {
      for (const [name, way] of Object.entries(ways)) {
        // As bytes of UTF-8, since a header takes no other letters.
        const location = Buffer.from(url).toString('latin1');
        const redirect = { status: REDIRECTS[at % REDIRECTS.length] as number, headers: { location } };
        network.answerWith(name === 'redirect' ? redirect : null);
        const before = countTo(network, true);
        await Promise.race([way(url).catch(() => undefined), sleep(PATIENCE, undefined, { ref: false })]);
        if (countTo(network, true) - before > 1) repeated += 1;
        sends += 1;
      }
    }
    return {
      urls: chosen.length,
      sends,
      leaked: countTo(network, false),
      delivered: countTo(network, true),
      repeated,
      seconds: Math.round((Date.now() - began) / 1000),
    };
  } finally {
    console.error = error;
    await stop();
    await authority.stop();
    await network.release();
    await endpoint.stop();
  }
}

function countTo({ requests }: CapturedNetwork, teams: boolean): number {
  return requests.filter(({ bearer, to }) => bearer === CANARY && TEAMS.includes(to) === teams).length;
}

async function leaverWays(authority: Authority): Promise<{ readonly ways: Ways; stop(): Promise<void> }> {
  const identity: BotIdentity = {
    mode: 'live',
    tenantId: OUR_TENANT,
    appId: OUR_APP,
    appType: 'UserAssignedMSI',
    appPassword: null,
    openIdMetadataUrl: authority.frameworkUrl,
  };
  const door = await openDoor(authority, { speaks: true });
  const adapter = createAdapter(identity);
  const place = { conversationId: 'a:1', tenantId: OUR_TENANT, channelUserId: '29:miriam' };
  const stored: Way = (serviceUrl) =>
    adapter.resume({ ...place, serviceUrl }, async (context) => void (await context.sendActivity('hi')));
  return {
    ways: {
      body: (url) => door.knock(tokenFor(authority, url), bodyFor(url)),
      stored,
      chat: (url) => adapter.createChat(url, '29:miriam'),
      redirect: () => stored(SERVICE_URL),
    },
    stop: door.stop,
  };
}

async function sdkWays(authority: Authority): Promise<{ readonly ways: Ways; stop(): Promise<void> }> {
  const { adapter, stop } = await openSdkDoor(authority);
  const stored: Way = (serviceUrl) => {
    const reference = { serviceUrl, channelId: 'msteams', conversation: { id: 'a:1' }, bot: { id: `28:${OUR_APP}` } };
    return adapter.continueConversationAsync(OUR_APP, reference as ConversationReference, async (context) => {
      await context.sendActivity('hi');
    });
  };
  return {
    ways: {
      body: (url) =>
        adapter.processActivityDirect(
          tokenFor(authority, url),
          bodyFor(url) as unknown as Activity,
          async (context) => {
            await context.sendActivity('hi');
          },
        ),
      stored,
      chat: (url) =>
        adapter.createConversationAsync(
          OUR_APP,
          'msteams',
          url,
          'https://api.botframework.com',
          { isGroup: false, members: [{ id: '29:miriam', name: '' }] } as Parameters<
            typeof adapter.createConversationAsync
          >[4],
          async () => undefined,
        ),
      redirect: () => stored(SERVICE_URL),
    },
    stop,
  };
}

/** Worse than it can be: the Bot Framework itself vouches for the hostile address. */
function tokenFor(authority: Authority, serviceurl: string): string {
  return `Bearer ${authority.sign({ serviceurl })}`;
}

function bodyFor(serviceUrl: string) {
  return genuineActivity({ id: crypto.randomUUID(), serviceUrl });
}
