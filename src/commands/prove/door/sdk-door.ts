import type { AddressInfo } from 'node:net';
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import restify from 'restify';
import type { Authority } from './authority.ts';
import { OUR_APP, OUR_TENANT } from './named-cases.ts';

/**
 * The control: restify and botbuilder as their samples put them together, with no gate, no turn guard and the SDK's own
 * way out. Where keys are published is the only thing that was changed. With `most`, bodies are bounded as restify
 * does.
 */
export async function openSdkDoor(authority: Pick<Authority, 'frameworkUrl' | 'entraUrl'>, most?: number) {
  let ran = 0;
  const adapter = new CloudAdapter(
    new ConfigurationBotFrameworkAuthentication({
      MicrosoftAppId: OUR_APP,
      MicrosoftAppType: 'UserAssignedMSI',
      MicrosoftAppTenantId: OUR_TENANT,
      ValidateAuthority: true,
      ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
      OAuthUrl: 'https://api.botframework.com',
      ToBotFromChannelOpenIdMetadataUrl: authority.frameworkUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: authority.entraUrl,
      CallerId: 'urn:botframework:azure',
    } as ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[0]),
  );
  const server = restify.createServer({ handleUncaughtExceptions: false });
  server.use(most === undefined ? restify.plugins.bodyParser() : restify.plugins.jsonBodyParser(bounded(most)));
  server.post('/api/messages', async (request: restify.Request, response: restify.Response) => {
    await adapter.process(request as Parameters<typeof adapter.process>[0], response, async () => {
      ran += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`,
    adapter,
    ran: () => ran,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.server.closeAllConnections();
      }),
  };
}

/** `maxBodySize` is missing from restify's types, and there. */
function bounded(maxBodySize: number): restify.plugins.JsonBodyParserOptions {
  return { maxBodySize } as restify.plugins.JsonBodyParserOptions;
}
