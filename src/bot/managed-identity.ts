import { ManagedIdentityCredential } from '@azure/identity';
import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';

type CredentialsFactory = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>;
type Credentials = Awaited<ReturnType<CredentialsFactory['createCredentials']>>;

/**
 * The bot's own managed identity and nothing else. The SDK's way would build a `DefaultAzureCredential`, which tries
 * the environment first: a secret that is there for Graph would become the bot's identity (reliability.md, "Identity
 * for the bot"). One credential per process, so that its tokens are cached.
 */
export function createManagedIdentity(appId: string): CredentialsFactory {
  const identity = new ManagedIdentityCredential({ clientId: appId });
  return {
    isValidAppId: async (id?: string) => id === appId,
    isAuthenticationDisabled: async () => false,
    async createCredentials(id, audience) {
      if (id !== appId) throw new Error('not the bot’s own id');
      const scope = `${audience}/.default`;
      const credentials: Pick<Credentials, 'signRequest'> = {
        async signRequest(call) {
          const { token } = await identity.getToken(scope);
          call.headers.set('authorization', `Bearer ${token}`);
          return call;
        },
      };
      return credentials as Credentials;
    },
  };
}
