import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Azure's endpoint for managed identities on loopback, so that the bot has a token to lose: `token` for whoever asks.
 * The environment says where it is, as in App Service; `stop` puts the environment back.
 */
export async function startManagedIdentityEndpoint(token: string) {
  const server = createServer((_request, response) => {
    const expires_on = Math.floor(Date.now() / 1000) + 3_600;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token: token, expires_on, token_type: 'Bearer', resource: '' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const said = {
    IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi`,
    IDENTITY_HEADER: 'proof',
    // For the SDK's own way, which asks everything else first and would take seconds.
    AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
  };
  const before = Object.keys(said).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, said);
  return {
    port,
    async stop() {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
