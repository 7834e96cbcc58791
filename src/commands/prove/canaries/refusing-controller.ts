import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { makeCertificate } from '../../../sandbox/samba/make-certificate.ts';

/**
 * A domain controller over LDAPS that takes no password, and the worst kind of one: it repeats what it was given in its
 * answer, so that whoever logs an answer logs the password.
 */
export async function startRefusingController(folder: string) {
  await makeCertificate(folder, 'localhost');
  const [cert, key] = await Promise.all(['cert.pem', 'key.pem'].map((name) => readFile(join(folder, name))));
  let asked = 0;
  const server = createServer({ cert, key }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (request: Buffer) => {
      asked += 1;
      socket.write(refusal(request));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ldaps://localhost:${(server.address() as AddressInfo).port}`,
    caFile: join(folder, 'ca.pem'),
    asked: () => asked,
    stop: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

/** invalidCredentials (49) with the message that AD DS gives for a wrong password (RFC 4511 4.2.2). */
function refusal(request: Buffer): Buffer {
  const idAt = request.indexOf(0x02) + 2;
  const id = request.subarray(idAt, idAt + (request[idAt - 1] ?? 1));
  const said = `80090308: LdapErr: DSID-0C09041C, comment: ${request.toString('latin1')}, data 52e, v4563`;
  const answer = Buffer.concat([
    ber(0x0a, Buffer.from([49])),
    ber(0x04, Buffer.alloc(0)),
    ber(0x04, Buffer.from(said)),
  ]);
  return ber(0x30, Buffer.concat([ber(0x02, id), ber(0x61, answer)]));
}

function ber(tag: number, content: Buffer): Buffer {
  const length = content.length;
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}
