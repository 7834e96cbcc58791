import { createSign, generateKeyPairSync } from 'node:crypto';

/**
 * A key and a certificate of its own, good for a day: X.509 by hand, since Node can read certificates and not make
 * them.
 */
export function selfSigned(): { readonly key: string; readonly cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(Buffer.from('06082a8648ce3d040302', 'hex'));
  const name = sequence(field(0x31, sequence(Buffer.from('0603550403', 'hex'), field(0x0c, Buffer.from('listener')))));
  const at = (days: number) =>
    field(
      0x17,
      Buffer.from(`${new Date(Date.now() + days * 86_400_000).toISOString().replace(/^..|[-:T]|\.\d+/g, '')}`),
    );
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(field(0x02, Buffer.from([1])), algorithm, name, sequence(at(-1), at(1)), name, spki);
  const signature = createSign('SHA256').update(body).sign(privateKey);
  const der = sequence(body, algorithm, field(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return field(0x30, Buffer.concat(parts));
}

function field(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
