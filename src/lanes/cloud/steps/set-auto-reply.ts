import type { AutomaticRepliesSetting, MailboxSettings } from '@microsoft/microsoft-graph-types';
import type { StepRecord } from '../../../domain/outcome.ts';
import { plainWords } from '../../../domain/plain-words.ts';
import type { Json } from '../../../domain/text.ts';
import { text } from '../../../domain/text.ts';
import { mailboxSettingsPath, readAutoReply } from '../auto-reply.ts';
import { toHtml } from '../html.ts';
import { goneAt, performedBy, type StepActions, type StepTools, sending, textIn } from '../step-actions.ts';

type Step = Pick<StepRecord, 'evidence' | 'snapshot' | 'parameters'>;

/** Everybody who writes gets an answer. What was set before is the snapshot that a restore puts back. */
export function setAutoReply(tools: StepTools): StepActions {
  // The built-in words of today may be others than those that were set: of another version, or language.
  const wanted = ({ evidence, snapshot, parameters }: Step) =>
    textIn(evidence, 'reply') ?? textIn(snapshot, 'reply') ?? textIn(parameters, 'text') ?? tools.autoReplyText;
  return {
    async look({ step, targetUserId }) {
      const found = await readAutoReply(tools.graph, targetUserId);
      if ('note' in found)
        return found.absent ? { status: 'already', ...found, snapshot: null } : { status: 'refused', ...found };
      if (answersWith(found.setting, wanted(step))) {
        return { status: 'already', note: text('graph.auto-reply.already'), snapshot: null };
      }
      // With the words that are about to be set: their answer may be lost, and read by another version.
      return { status: 'needed', snapshot: { setting: found.setting as Json, reply: wanted(step) } };
    },

    async perform(context) {
      const { step, targetUserId } = context;
      const message = toHtml(wanted(step));
      const automaticRepliesSetting: AutomaticRepliesSetting = {
        status: 'alwaysEnabled',
        externalAudience: 'all',
        internalReplyMessage: message,
        externalReplyMessage: message,
      };
      const body: MailboxSettings = { automaticRepliesSetting };
      const options = { ...sending(context), repeatable: true };
      const write = await tools.graph.write('PATCH', mailboxSettingsPath(targetUserId), body, options);
      return performedBy(tools, write, { reply: wanted(step) });
    },

    async verify({ step, targetUserId }) {
      const found = await readAutoReply(tools.graph, targetUserId);
      if ('note' in found)
        return found.absent ? goneAt(tools, step, 'mailbox') : { status: 'unreadable', note: found.note };
      const reply = wanted(step);
      const seen = answersWith(found.setting, reply);
      return { status: seen ? 'seen' : 'not-seen', evidence: { autoReply: found.setting.status ?? null, reply } };
    },
  };
}

// Outlook wraps what it was given in HTML of its own: only the words are compared.
function answersWith(setting: AutomaticRepliesSetting, wanted: string): boolean {
  if (setting.status !== 'alwaysEnabled' || setting.externalAudience !== 'all') return false;
  return [setting.internalReplyMessage, setting.externalReplyMessage].every(
    (message) => plainWords(message ?? '') === plainWords(toHtml(wanted)),
  );
}
