import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTokenSource, type GraphIdentity } from '../../../src/lanes/cloud/credential.ts';

const baseUrl = 'https://graph.microsoft.com';
// Nothing listens there: a credential that asks at all fails at once.
const registration = {
  tenantId: '11111111-2222-4333-8444-555555555555',
  clientId: '99999999-2222-4333-8444-555555555555',
  authorityHost: 'https://127.0.0.1:1',
};

describe('the token for Graph', () => {
  it('is the fixed bearer for the sandbox', async () => {
    const token = createTokenSource({ kind: 'fixed-bearer', bearer: 'sandbox' }, { baseUrl: 'http://127.0.0.1:1' });
    expect(await token()).toBe('sandbox');
  });

  it.each<GraphIdentity>([
    { kind: 'secret', secret: 'very-secret', ...registration },
    { kind: 'certificate', path: '/nowhere/very-secret.pem', password: null, ...registration },
    { kind: 'federated-token', tokenFile: '/nowhere/very-secret', ...registration },
  ])('says that there is none, and no secret, for $kind', async (identity) => {
    const failure = createTokenSource(identity, { baseUrl })();
    await expect(failure).rejects.toMatchObject({ name: 'DirectoryUnavailable' });
    await expect(failure).rejects.not.toThrow('very-secret');
  });

  it('reads a certificate only when a token is asked for', () => {
    const folder = mkdtempSync(join(tmpdir(), 'leaver-'));
    const path = join(folder, 'not-a-certificate.pem');
    writeFileSync(path, 'nonsense');
    const make = () => createTokenSource({ kind: 'certificate', path, password: null, ...registration }, { baseUrl });
    expect(make).not.toThrow();
    rmSync(folder, { recursive: true });
  });
});
