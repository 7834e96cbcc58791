import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import { DirectoryUnavailable } from '../../domain/errors.ts';

/** One explicit identity for Graph: never the bot's, and never whatever the machine happens to be signed in as. */
export type GraphIdentity =
  | ({ readonly kind: 'secret'; readonly secret: string } & Registration)
  | ({ readonly kind: 'certificate'; readonly path: string; readonly password: string | null } & Registration)
  | ({ readonly kind: 'federated-token'; readonly tokenFile: string } & Registration)
  /** `clientId` null = the system-assigned one. */
  | { readonly kind: 'managed-identity'; readonly clientId: string | null }
  /** For the sandbox and loopback stand-ins. */
  | { readonly kind: 'fixed-bearer'; readonly bearer: string };

/** `authorityHost` null = the global cloud's. */
type Registration = { readonly tenantId: string; readonly clientId: string; readonly authorityHost: string | null };

/**
 * Gives the access token for Graph at `baseUrl` (national clouds: the scope is `<graph root>/.default`, graph.md 8);
 * tokens are cached by the credential. The promise rejects with `DirectoryUnavailable` when no token can be had; the
 * message carries no secret.
 */
export function createTokenSource(
  identity: GraphIdentity,
  { baseUrl }: { readonly baseUrl: string },
): () => Promise<string> {
  if (identity.kind === 'fixed-bearer') return async () => identity.bearer;
  const credential = credentialOf(identity);
  const scope = `${new URL(baseUrl).origin}/.default`;
  return async () => {
    const token = await credential.getToken(scope).catch((error: unknown) => {
      throw new DirectoryUnavailable(`no token for Graph (${nameOf(error)})`, null, { cause: error });
    });
    if (token === null) throw new DirectoryUnavailable('no token for Graph');
    return token.token;
  };
}

function credentialOf(identity: Exclude<GraphIdentity, { kind: 'fixed-bearer' }>): TokenCredential {
  switch (identity.kind) {
    case 'secret':
      return new ClientSecretCredential(identity.tenantId, identity.clientId, identity.secret, optionsOf(identity));
    case 'certificate': {
      const { path, password } = identity;
      const certificate = { certificatePath: path, ...(password === null ? {} : { certificatePassword: password }) };
      return new ClientCertificateCredential(identity.tenantId, identity.clientId, certificate, optionsOf(identity));
    }
    case 'federated-token':
      return new WorkloadIdentityCredential({
        tenantId: identity.tenantId,
        clientId: identity.clientId,
        tokenFilePath: identity.tokenFile,
        ...optionsOf(identity),
      });
    case 'managed-identity':
      return identity.clientId === null
        ? new ManagedIdentityCredential()
        : new ManagedIdentityCredential(identity.clientId);
  }
}

// One more try and no long ladder: whoever needs the token tries again by itself.
function optionsOf({ authorityHost }: Registration) {
  return { retryOptions: { maxRetries: 1 }, ...(authorityHost === null ? {} : { authorityHost }) };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
