import type { Activity, Attachment } from 'botbuilder';
import { say } from '../cards/untrusted.ts';
import { text } from '../domain/text.ts';
import type { Flow, RunbookFile } from '../flow/flow.ts';
import type { Reader } from '../locales/translate.ts';
import { showView } from './show-view.ts';
import type { Turn } from './turn.ts';

/**
 * How the script of a runbook is given: as a file, after Teams asked for consent; or as a message, where a client has
 * no files.
 */
export type FileWay = 'consent' | 'message';

const CONSENT_TYPE = 'application/vnd.microsoft.teams.card.file.consent';

/**
 * Offers the script of a runbook to somebody who may answer it. Bots reach files in personal chats only (teams.md fact
 * 11), and the Playground has none at all (teams.md fact 5).
 */
export async function offerRunbookFile(
  turn: Turn,
  request: string,
  { flow, fileWay }: { readonly flow: Pick<Flow, 'runbookFile'>; readonly fileWay: FileWay },
): Promise<void> {
  if (!turn.personal) return turn.say(text('bot.file.only-private'));
  const found = await flow.runbookFile(turn.actorId, request);
  if ('refused' in found) return found.view === null ? turn.say(found.refused) : showView(turn, found.view, null);
  const { file } = found;
  await turn.context.sendActivity(fileWay === 'consent' ? consent(file, turn.reader) : message(file, turn.reader));
  if (turn.activity.type === 'invoke') await turn.say(text(`bot.file.${fileWay}-below`, { name: file.name }));
}

/** The request and the digest travel and come back; the script itself is made anew then. */
function consent(file: RunbookFile, reader: Reader): Partial<Activity> {
  const context = { requestId: file.requestId, digest: file.digest };
  const attachment: Attachment = {
    contentType: CONSENT_TYPE,
    name: file.name,
    content: {
      description: say(text('bot.file.description', { reference: file.reference }), reader),
      sizeInBytes: Buffer.byteLength(file.script),
      acceptContext: context,
      declineContext: context,
    },
  };
  return { type: 'message', attachments: [attachment] };
}

/** A block of code is copied to the letter; the script holds no back-tick that could end it. */
function message(file: RunbookFile, reader: Reader): Partial<Activity> {
  const { name, digest, script } = file;
  const words = say(text('bot.file.save-as', { name, digest }), reader);
  return { type: 'message', textFormat: 'markdown', text: `${words}\n\n\`\`\`\n${script.trimEnd()}\n\`\`\`` };
}
