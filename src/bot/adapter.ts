import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type ConversationParameters,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder';
import { createIssuerCheck } from './extra-issuer.ts';
import type { Arrived } from './gate.ts';
import { type BotIdentity, botIdOf } from './identity.ts';
import type { IncomingActivity } from './incoming-activity.ts';
import { createManagedIdentity } from './managed-identity.ts';
import { createOutboundClient } from './outbound-client.ts';
import { readToken } from './read-token.ts';

/** Where a card can be sent to without anybody having said something first. */
export type Address = {
  readonly conversationId: string;
  readonly serviceUrl: string;
  readonly tenantId: string;
  readonly channelUserId: string;
};

export type BotAdapter = ReturnType<typeof createAdapter>;

type BotFrameworkAuthentication = NonNullable<ConstructorParameters<typeof CloudAdapter>[0]>;
type Verified = Awaited<ReturnType<BotFrameworkAuthentication['authenticateRequest']>>;
type TurnLogic = (context: TurnContext) => Promise<void>;

/**
 * Botbuilder's CloudAdapter behind the few calls that Leaver needs. Its own `process` is not used: that answers callers
 * with exception texts, and a forged token with 500 (reliability.md section 2).
 */
export function createAdapter(identity: BotIdentity) {
  quietSdk();
  const adapter = new OpenAdapter(authentication(identity));
  const appId = identity.mode === 'live' ? identity.appId : '';
  const extraIssuer = identity.mode === 'live' ? identity.extraIssuer : undefined;
  const isFromExtra = extraIssuer === undefined ? null : createIssuerCheck(extraIssuer);
  return {
    /** Null when the token is not genuine. In local mode nothing is signed and the gate is the whole check. */
    async authenticate({ serviceUrl }: Arrived, authorization: string): Promise<Verified | null> {
      if (isFromExtra !== null && readToken(authorization)?.claims.iss === extraIssuer?.issuer)
        return (await isFromExtra(authorization)) ? adapter.trust(appId) : null;
      const header = identity.mode === 'live' ? authorization : '';
      // No more of the body than this: which way the SDK verifies depends on what the body says (reliability.md 0.1).
      return adapter.verify({ channelId: 'msteams', serviceUrl } as Activity, header).catch(() => null);
    },
    /** Runs one turn; gives the body of an invoke's answer, undefined when there is none. */
    async run(activity: IncomingActivity, verified: Verified, logic: TurnLogic): Promise<unknown> {
      const response = await adapter.runVerified(verified, asActivity(activity), logic);
      return (response as { body?: unknown } | undefined)?.body;
    },
    /** Runs `logic` in a conversation that is known. Throws ConnectorRefused, ConnectorSilent. */
    async resume(address: Address, logic: TurnLogic): Promise<void> {
      await adapter.continueConversationAsync(appId, referenceOf(address, botIdOf(identity)), logic);
    },
    /**
     * Opens the personal chat with somebody and gives its id. `member` is Teams' id of the person, or the object id,
     * which Teams accepts too (teams.md 3.4). Throws ConnectorRefused (403: the app is not installed there),
     * ConnectorSilent.
     */
    async createChat(serviceUrl: string, member: string): Promise<string> {
      let conversationId = '';
      const parameters = {
        isGroup: false,
        bot: { id: botIdOf(identity), name: 'Leaver' },
        members: [{ id: member, name: '' }],
        tenantId: identity.tenantId,
        channelData: { tenant: { id: identity.tenantId } },
      } as ConversationParameters;
      await adapter.createConversationAsync(appId, 'msteams', serviceUrl, AUDIENCE, parameters, async (context) => {
        conversationId = context.activity.conversation.id;
      });
      return conversationId;
    },
  };
}

/** Whom tokens for the connector are for. */
const AUDIENCE = 'https://api.botframework.com';

/** Opens what the SDK keeps protected: verifying apart from running, so that each has its own answer. */
class OpenAdapter extends CloudAdapter {
  verify(activity: Activity, authorization: string): Promise<Verified> {
    return this.botFrameworkAuthentication.authenticateRequest(activity, authorization);
  }

  /** What `verify` gives for a token that our own code verified. */
  trust(appId: string): Verified {
    const claimsIdentity = this.createClaimsIdentity(appId);
    const connectorFactory = this.botFrameworkAuthentication.createConnectorFactory(claimsIdentity);
    return { audience: AUDIENCE, callerId: 'urn:botframework:azure', claimsIdentity, connectorFactory };
  }

  runVerified(verified: Verified, activity: Activity, logic: TurnLogic): Promise<unknown> {
    return this.processActivity(verified, activity, logic);
  }
}

const KEYS_PRINTED = /^Error finding key for token/;
let isQuiet = false;

/** The SDK prints all keys of the Bot Framework for every token it cannot verify, which is for attackers to choose. */
function quietSdk(): void {
  if (isQuiet) return;
  isQuiet = true;
  const print = console.error;
  console.error = (...given: unknown[]) => {
    if (typeof given[0] !== 'string' || !KEYS_PRINTED.test(given[0])) print(...given);
  };
}

function authentication(identity: BotIdentity): BotFrameworkAuthentication {
  const options = { httpClient: createOutboundClient(identity) };
  if (identity.mode === 'local') {
    const nobody = new ConfigurationServiceClientCredentialFactory({});
    return new ConfigurationBotFrameworkAuthentication({}, nobody, undefined, undefined, options);
  }
  const credentials = credentialsOf(identity);
  return new ConfigurationBotFrameworkAuthentication(keysFrom(identity), credentials, undefined, undefined, options);
}

/** Explicit either way: the secret that was configured for the bot, or the managed identity that is the bot. */
function credentialsOf(identity: Extract<BotIdentity, { mode: 'live' }>) {
  if (identity.appType === 'UserAssignedMSI') return createManagedIdentity(identity.appId);
  return new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: identity.appId,
    MicrosoftAppType: identity.appType,
    MicrosoftAppTenantId: identity.tenantId,
    MicrosoftAppPassword: identity.appPassword ?? '',
  });
}

/** Naming one endpoint makes the SDK ask for all of them; these are its defaults for the worldwide cloud. */
function keysFrom({ openIdMetadataUrl }: Extract<BotIdentity, { mode: 'live' }>) {
  if (openIdMetadataUrl === undefined) return {};
  return {
    ValidateAuthority: true,
    ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
    ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
    OAuthUrl: 'https://api.botframework.com',
    ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadataUrl,
    CallerId: 'urn:botframework:azure',
  };
}

function referenceOf(address: Address, botId: string): Partial<ConversationReference> {
  return {
    channelId: 'msteams',
    serviceUrl: address.serviceUrl,
    bot: { id: botId, name: 'Leaver' },
    user: { id: address.channelUserId, name: '' },
    conversation: {
      id: address.conversationId,
      tenantId: address.tenantId,
      conversationType: 'personal',
      isGroup: false,
      name: '',
    },
  };
}

/** The SDK's type asks for fields that Teams does not send and nobody reads; ours was checked field by field. */
function asActivity(activity: IncomingActivity): Activity {
  return activity as unknown as Activity;
}
