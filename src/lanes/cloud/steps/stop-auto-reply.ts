import type { AutomaticRepliesSetting } from '@microsoft/microsoft-graph-types';
import { mailboxDue } from '../../../domain/mailbox-due.ts';
import type { StepRecord } from '../../../domain/outcome.ts';
import { plainWords } from '../../../domain/plain-words.ts';
import { gapsOfSkip, type Skip } from '../../../domain/skip.ts';
import { type Json, text } from '../../../domain/text.ts';
import type { Looked } from '../../../flow/ports.ts';
import { mailboxSettingsPath, readAutoReply } from '../auto-reply.ts';
import { field } from '../graph-answer.ts';
import { toHtml } from '../html.ts';
import { goneAt, performedBy, type StepActions, type StepTools, sending } from '../step-actions.ts';

/**
 * The automatic reply is again what it was before Leaver set one; off when nothing is known about that. One that
 * somebody set or switched off since is theirs, and stays.
 */
export function stopAutoReply(tools: StepTools): StepActions {
  return {
    async look({ step, targetUserId, steps }) {
      const found = await readAutoReply(tools.graph, targetUserId);
      if ('note' in found)
        return found.absent ? withoutMailbox(tools, found.note, steps) : { status: 'refused', ...found };
      const snapshot = { setting: found.setting as Json };
      if (isAsBefore(found.setting, step.parameters))
        return { status: 'already', note: text('graph.auto-reply.as-before'), snapshot };
      if (isOurs(found.setting, step.parameters, tools.autoReplyText)) return { status: 'needed', snapshot };
      return { status: 'already', note: text('graph.auto-reply.changed-since'), snapshot };
    },

    async perform(context) {
      const { step, targetUserId } = context;
      const body = { automaticRepliesSetting: settingBefore(step.parameters) };
      const options = { ...sending(context), repeatable: true };
      return performedBy(tools, await tools.graph.write('PATCH', mailboxSettingsPath(targetUserId), body, options));
    },

    async verify({ step, targetUserId }) {
      const found = await readAutoReply(tools.graph, targetUserId);
      if ('note' in found)
        return found.absent ? goneAt(tools, step, 'mailbox') : { status: 'unreadable', note: found.note };
      const seen = isAsBefore(found.setting, step.parameters);
      return { status: seen ? 'seen' : 'not-seen', evidence: { autoReply: found.setting.status ?? null } };
    },
  };
}

/** A mailbox comes back with what was set in it: awaited for as long as that takes, and then named to people. */
function withoutMailbox({ clock, settleSeconds }: StepTools, none: Skip, steps: readonly StepRecord[]): Looked {
  const due = mailboxDue(steps);
  if (due === null) return { status: 'already', note: none, snapshot: null };
  if (due !== 'unknown' && clock.now().toISOString() < due) return { status: 'later', seconds: settleSeconds };
  const note = text('graph.auto-reply.mailbox-not-back');
  return { status: 'already', note, snapshot: null, gaps: gapsOfSkip('stop-auto-reply', note) };
}

/**
 * What Leaver set, still on, also where somebody gave it an end since, or what it had set before it tried to set that. Where the record does not say which words
 * those were it was the built-in text, and today's counts; a plan of the first version asks for it whatever stands
 * there now.
 */
function isOurs(setting: AutomaticRepliesSetting, parameters: Json, builtIn: string): boolean {
  const [set, or] = ['set', 'or'].map((name) => field(field(parameters, 'snapshot'), name));
  if (set === undefined) return true;
  const words = [typeof set === 'string' ? set : builtIn, ...(typeof or === 'string' ? [or] : [])];
  const found = plainWords(setting.internalReplyMessage ?? '');
  return setting.status !== 'disabled' && words.some((each) => plainWords(toHtml(each)) === found);
}

function settingBefore(parameters: Json): AutomaticRepliesSetting {
  const setting = field(field(parameters, 'snapshot'), 'setting');
  return (setting as AutomaticRepliesSetting | undefined) ?? { status: 'disabled' };
}

function isAsBefore(setting: AutomaticRepliesSetting, parameters: Json): boolean {
  const before = settingBefore(parameters);
  if (setting.status !== before.status) return false;
  return (['internalReplyMessage', 'externalReplyMessage'] as const).every(
    (message) =>
      before[message] === undefined || plainWords(setting[message] ?? '') === plainWords(before[message] ?? ''),
  );
}
