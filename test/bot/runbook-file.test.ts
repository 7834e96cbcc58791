import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isUploadUrl, uploadFile } from '../../src/bot/upload-file.ts';
import type { Request } from '../../src/domain/request.ts';
import { runbookOf } from '../../src/domain/runbook.ts';
import type { Chat } from '../../src/sandbox/mini-teams/mini-teams.ts';
import { aSyncedTargetUser } from '../helpers/given.ts';
import { type BotUnderTest, startBotUnderTest } from './bot-under-test.ts';
import { APPROVER, MANAGER, STRANGER } from './fake-flow.ts';

const UPLOAD = 'https://contoso-my.sharepoint.com/personal/patti/_api/v2.0/drive/items/01/uploadSession?guid=1';
const CONTENT = 'https://contoso-my.sharepoint.com/personal/patti/Documents/leaver.ps1';

type Attachment = { contentType: string; name: string; content: Record<string, unknown>; contentUrl?: string };

describe('the script of a runbook as a file', () => {
  let bot: BotUnderTest;
  let request: Request;
  let approver: Chat;
  let chats = 0;
  const puts: { url: string; bytes: Buffer }[] = [];
  let taken = true;

  beforeAll(async () => {
    bot = await startBotUnderTest({
      fileWay: 'consent',
      upload: async (url, bytes) => {
        puts.push({ url, bytes });
        return taken;
      },
    });
  });
  afterAll(() => bot.stop());
  beforeEach(() => {
    chats += 1;
    puts.length = 0;
    taken = true;
    request = bot.fake.put({ facts: aSyncedTargetUser() });
    approver = chatOf(APPROVER);
  });

  const chatOf = (person: { readonly id: string; readonly displayName: string }) =>
    bot.teams.as({ id: person.id, name: person.displayName, chatId: `a:file-${chats}-${person.id.slice(-4)}` });
  const script = () => runbookOf({ request, actions: ['disable-account'] })?.script ?? '';
  const digestOf = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
  const attachment = () => (bot.teams.lastActivity().attachments as Attachment[] | undefined)?.[0];

  function answer(chat: Chat, changes: object = {}, uploadInfo: object = {}) {
    return chat.raw({
      type: 'invoke',
      name: 'fileConsent/invoke',
      value: {
        type: 'fileUpload',
        action: 'accept',
        context: { requestId: request.id, digest: digestOf(script()) },
        uploadInfo: {
          uploadUrl: UPLOAD,
          contentUrl: CONTENT,
          name: 'any',
          uniqueId: 'u-1',
          fileType: 'ps1',
          ...uploadInfo,
        },
        ...changes,
      },
    });
  }
  const said = async (answered: ReturnType<typeof answer>) => {
    const { status, body } = await answered;
    expect(status).toBe(200);
    return (JSON.parse(body) as { value: string }).value;
  };

  it('is offered to be consented to, with its size and what identifies it, when it is typed for', async () => {
    await approver.say(`runbook ${request.reference}`);
    expect(attachment()).toMatchObject({
      contentType: 'application/vnd.microsoft.teams.card.file.consent',
      name: `leaver-${request.reference}.ps1`,
      content: {
        sizeInBytes: Buffer.byteLength(script()),
        acceptContext: { requestId: request.id, digest: digestOf(script()) },
      },
    });
    expect(JSON.stringify(attachment())).not.toContain('FromBase64String');
  });

  it('is put where Teams said, to the byte what the card has the digest of, and then shown', async () => {
    expect(await said(answer(approver))).toContain(`leaver-${request.reference}.ps1`);
    expect(puts.map(({ url }) => url)).toEqual([UPLOAD]);
    expect(digestOf(puts[0]?.bytes ?? '')).toBe(runbookOf({ request, actions: ['disable-account'] })?.digest);
    expect(attachment()).toMatchObject({
      contentType: 'application/vnd.microsoft.teams.card.file.info',
      contentUrl: CONTENT,
      name: `leaver-${request.reference}.ps1`,
      content: { uniqueId: 'u-1', fileType: 'ps1' },
    });
  });

  it('is not put anywhere when the work has changed since', async () => {
    const context = { requestId: request.id, digest: digestOf('other work') };
    expect(await said(answer(approver, { context }))).toContain('The work has changed');
    expect(puts).toEqual([]);
  });

  it('is not given to anybody who may not answer the runbook', async () => {
    for (const person of [MANAGER, STRANGER]) {
      const chat = chatOf(person);
      await chat.say(`runbook ${request.reference}`);
      expect(chat.lastText()).not.toContain('leaver-');
      expect(attachment()).toBeUndefined();
      expect(await said(answer(chat))).not.toContain('leaver-');
    }
    expect(puts).toEqual([]);
  });

  it('is left when it is declined', async () => {
    expect(await said(answer(approver, { action: 'decline', uploadInfo: undefined }))).toContain('was not saved');
    expect(puts).toEqual([]);
  });

  it('says when it could not be put there', async () => {
    taken = false;
    expect(await said(answer(approver))).toContain('could not be put');
  });

  it('stays out of groups', async () => {
    const group = { id: '19:helpdesk@thread.tacv2', type: 'groupChat' as const };
    const chat = bot.teams.as({ id: APPROVER.id, name: APPROVER.displayName }, { conversation: group });
    expect(await said(answer(chat))).not.toContain('leaver-');
    expect(puts).toEqual([]);
  });

  it.each([
    { context: { requestId: 'L-1042', digest: 'x' } },
    { context: undefined },
    { type: 'other' },
    { action: 'delete' },
    { uploadInfo: undefined },
  ])('is not put for an answer that is not one of ours: %j', async (changes) => {
    expect(await said(answer(approver, changes))).not.toContain('leaver-');
    expect(puts).toEqual([]);
  });

  it.each(['http://169.254.169.254/latest', 'https://contoso.sharepoint.com.evil.example/x'])(
    'is not put to %s',
    async (uploadUrl) => {
      expect(await said(answer(approver, {}, { uploadUrl }))).toContain('could not be put');
      expect(await said(answer(approver, {}, { contentUrl: uploadUrl }))).toContain('could not be put');
      expect(puts).toEqual([]);
    },
  );
});

describe('where there are no files', () => {
  let bot: BotUnderTest;
  beforeAll(async () => {
    bot = await startBotUnderTest();
  });
  afterAll(() => bot.stop());

  it('the script is a message that can be copied to the letter', async () => {
    const request = bot.fake.put({ facts: aSyncedTargetUser() });
    const chat = bot.teams.as({ id: APPROVER.id, name: APPROVER.displayName });
    await chat.say(`draaiboek ${request.reference}`);
    const { script, digest } = runbookOf({ request, actions: ['disable-account'] }) ?? { script: '', digest: 'none' };
    const [, block = ''] = /```\n([\s\S]*)\n```$/.exec(chat.lastText()) ?? [];
    expect(`${block}\n`).toBe(script);
    expect(chat.lastText()).toContain(digest);
  });
});

describe('an upload', () => {
  it.each([
    'https://contoso-my.sharepoint.com/personal/x',
    'https://contosoeur-my.sharepoint.com/_api/v2.0/drive?x=1',
    'https://contoso-my.sharepoint.us/x',
    'https://contoso-my.sharepoint.cn/x',
    'https://api.onedrive.com/rup/1',
  ])('may go to %s', (url) => {
    expect(isUploadUrl(url)).toBe(true);
  });

  it.each([
    'http://contoso-my.sharepoint.com/x',
    'https://contoso-my.sharepoint.com:8443/x',
    'https://user@contoso-my.sharepoint.com/x',
    'https://user:word@contoso-my.sharepoint.com/x',
    'https://sharepoint.com/x',
    'https://a.b.sharepoint.com/x',
    'https://contoso-my.sharepoint.com.evil.example/x',
    'https://evil.example/contoso-my.sharepoint.com',
    'https://evil.example#.sharepoint.com',
    'https://evil.example\\@contoso-my.sharepoint.com/x',
    'https://contoso-my.sharepoint.com@evil.example/x',
    'https://contoso-my.sharepoint.company/x',
    'https://contoso-my.sharepoint.com./x',
    'https://-my.sharepoint.com/x',
    'https://evilsharepoint.com/x',
    'https://api.onedrive.com.evil.example/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://169.254.169.254/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '//contoso-my.sharepoint.com/x',
    'not an address',
    '',
    `https://contoso-my.sharepoint.com/${'a'.repeat(9_000)}`,
  ])('never goes to %s', async (url) => {
    expect(isUploadUrl(url)).toBe(false);
    let called = 0;
    const never: typeof fetch = async () => {
      called += 1;
      return new Response();
    };
    expect(await uploadFile(url, Buffer.from('x'), never)).toBe(false);
    expect(called).toBe(0);
  });

  describe('over HTTP', () => {
    let status = 201;
    const heard: { method?: string; headers: Record<string, unknown>; body: string }[] = [];
    const server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const { method = '', headers } = request;
      heard.push({ method, headers, body: Buffer.concat(parts).toString() });
      // restify's response gives nothing back to chain on.
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {});
      response.end();
    });
    beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
    afterAll(() => server.close());
    afterEach(() => {
      heard.length = 0;
      status = 201;
    });
    /** As fetch, with OneDrive on loopback. */
    const send: typeof fetch = (_url, init) =>
      fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, init);

    it('carries the whole range and no token', async () => {
      expect(await uploadFile(UPLOAD, Buffer.from('Write-Output 1'), send)).toBe(true);
      expect(heard).toMatchObject([
        {
          method: 'PUT',
          body: 'Write-Output 1',
          headers: { 'content-range': 'bytes 0-13/14', 'content-length': '14' },
        },
      ]);
      expect(heard[0]?.headers).not.toHaveProperty('authorization');
      expect(heard[0]?.headers).not.toHaveProperty('cookie');
    });

    it.each([302, 400, 403, 404, 500])('has failed when the answer is %i, and goes nowhere else', async (answered) => {
      status = answered;
      expect(await uploadFile(UPLOAD, Buffer.from('x'), send)).toBe(false);
      expect(heard).toHaveLength(1);
    });

    it('has failed when nobody is there', async () => {
      const gone: typeof fetch = async () => {
        throw new TypeError('fetch failed');
      };
      expect(await uploadFile(UPLOAD, Buffer.from('x'), gone)).toBe(false);
    });
  });
});
