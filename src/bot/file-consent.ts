import type { Activity } from 'botbuilder';
import { z } from 'zod';
import { type Text, text } from '../domain/text.ts';
import type { Flow, RunbookFile } from '../flow/flow.ts';
import type { IncomingActivity } from './incoming-activity.ts';
import type { BotLog } from './log.ts';
import type { Turn } from './turn.ts';
import { isUploadUrl } from './upload-file.ts';

export type FileConsentParts = {
  readonly flow: Pick<Flow, 'runbookFile'>;
  readonly upload: (uploadUrl: string, bytes: Buffer) => Promise<boolean>;
  readonly log: BotLog;
};

const INFO_TYPE = 'application/vnd.microsoft.teams.card.file.info';

const consentSchema = z.looseObject({
  type: z.literal('fileUpload'),
  context: z.looseObject({ requestId: z.guid(), digest: z.string().regex(/^[0-9a-f]{64}$/) }),
});

const acceptSchema = z.looseObject({
  action: z.literal('accept'),
  uploadInfo: z.looseObject({
    uploadUrl: z.string().refine(isUploadUrl),
    contentUrl: z.string().refine(isUploadUrl),
    uniqueId: z.string().max(128),
  }),
});

export function isFileConsent({ type, name }: Pick<IncomingActivity, 'type' | 'name'>): boolean {
  return type === 'invoke' && name === 'fileConsent/invoke';
}

/**
 * What somebody answered to a file that was offered. Of the answer only the request, the digest and where to put the
 * file are read: who may have it is asked again, the script is made from the stored request, and another digest than
 * the one that was offered is refused, since the card it was checked against shows other work.
 */
export async function answerFileConsent(turn: Turn, { flow, upload, log }: FileConsentParts): Promise<void> {
  const asked = consentSchema.safeParse(turn.activity.value);
  if (!turn.personal || !asked.success) return turn.say(text('bot.unreadable-click'));
  if (asked.data.action === 'decline') return turn.say(text('bot.file.declined'));
  const accepted = acceptSchema.safeParse(turn.activity.value);
  if (!accepted.success) return refuse(turn, log, 'upload-url', text('bot.file.not-put'));
  const { requestId, digest } = asked.data.context;
  const found = await flow.runbookFile(turn.actorId, requestId);
  if ('refused' in found) return refuse(turn, log, 'not-theirs', found.refused);
  if (found.file.digest !== digest) return refuse(turn, log, 'changed', text('bot.file.changed'));
  const { uploadUrl, contentUrl, uniqueId } = accepted.data.uploadInfo;
  const isPut = await upload(uploadUrl, Buffer.from(found.file.script, 'utf8'));
  if (!isPut) return refuse(turn, log, 'upload', text('bot.file.not-put'));
  log({ event: 'file-given', requestId, personId: turn.actorId });
  await turn.context.sendActivity(info(found.file, contentUrl, uniqueId));
  await takeConsentAway(turn);
  await turn.say(text('bot.file.given', { name: found.file.name }));
}

function refuse(turn: Turn, log: BotLog, reason: string, sentence: Text): Promise<void> {
  log({ event: 'file-refused', reason, personId: turn.actorId });
  return turn.say(sentence);
}

function info(file: RunbookFile, contentUrl: string, uniqueId: string): Partial<Activity> {
  const content = { uniqueId, fileType: 'ps1' };
  return { type: 'message', attachments: [{ contentType: INFO_TYPE, contentUrl, name: file.name, content }] };
}

/** Its buttons would only offer the same again; a client that cannot delete keeps it. */
async function takeConsentAway({ context, activity }: Turn): Promise<void> {
  if (activity.replyToId !== undefined) await context.deleteActivity(activity.replyToId).catch(() => {});
}
