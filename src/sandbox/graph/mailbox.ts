import { z } from 'zod';
import { type ActivePerson, licenceStates } from '../tenant-reads.ts';
import { changePerson, noted } from '../tenant-record.ts';
import type { Mailbox, TenantState } from '../tenant-state.ts';
import { plainType } from './entity-types.ts';
import type { GraphAnswer, GraphCall, JsonObject } from './graph-call.ts';
import { badRequest, GraphRefusal, notPlayed } from './graph-refusal.ts';
import { personOf } from './lookup.ts';
import { entity } from './select.ts';

const SETTINGS = plainType('mailboxSettings', 'mailboxSettings');

export function readMailboxSettings(call: GraphCall): GraphAnswer {
  const row = settingsRow(mailboxOf(call, call.state, personOf(call)));
  return { status: 200, body: entity(call, SETTINGS, row) };
}

const when = z.strictObject({ dateTime: z.string(), timeZone: z.string() });
const replies = z.strictObject({
  status: z.enum(['disabled', 'alwaysEnabled', 'scheduled']).optional(),
  externalAudience: z.enum(['none', 'contactsOnly', 'all']).optional(),
  internalReplyMessage: z.string().optional(),
  externalReplyMessage: z.string().optional(),
  scheduledStartDateTime: when.nullish(),
  scheduledEndDateTime: when.nullish(),
});

/** PATCH of automaticRepliesSetting; what is not named stays. */
export function updateMailboxSettings(call: GraphCall): GraphAnswer {
  const person = personOf(call, call.truth);
  const mailbox = mailboxOf(call, call.truth, person);
  const automaticReplies = readReplies(call.body, mailbox);
  const next = { ...mailbox, automaticReplies };
  const changed = changePerson(call.truth, person.id, (former) => ({ ...former, mailbox: next }));
  const what = automaticReplies.status === 'disabled' ? 'auto-reply-off' : 'auto-reply-on';
  const quiet = automaticReplies.status === mailbox.automaticReplies.status;
  return {
    status: 200,
    body: entity(call, SETTINGS, settingsRow(next)),
    state: noted(changed, call.now, 'leaver', person.id, quiet ? 'changed' : what),
  };
}

function readReplies(body: unknown, mailbox: Mailbox): Mailbox['automaticReplies'] {
  const named = z.looseObject({ automaticRepliesSetting: z.unknown() }).safeParse(body);
  if (!named.success) throw badRequest('Empty Payload. JSON content expected.');
  const other = Object.keys(named.data).find((name) => name !== 'automaticRepliesSetting' && name !== '@odata.context');
  if (other !== undefined) throw notPlayed(`a change of the mailbox setting '${other}'`);
  const parsed = replies.safeParse(named.data.automaticRepliesSetting);
  if (!parsed.success) throw new GraphRefusal(400, 'ErrorInvalidArgument', 'The automatic replies setting is invalid.');
  const former = mailbox.automaticReplies;
  return {
    status: parsed.data.status ?? former.status,
    externalAudience: parsed.data.externalAudience ?? former.externalAudience,
    internalReplyMessage: parsed.data.internalReplyMessage ?? former.internalReplyMessage,
    externalReplyMessage: parsed.data.externalReplyMessage ?? former.externalReplyMessage,
    scheduledStartDateTime: parsed.data.scheduledStartDateTime ?? former.scheduledStartDateTime,
    scheduledEndDateTime: parsed.data.scheduledEndDateTime ?? former.scheduledEndDateTime,
  };
}

/**
 * A person's mailbox whose last licence for Exchange is gone is disconnected: it answers nobody, and Graph has none.
 */
function mailboxOf(call: GraphCall, state: TenantState, person: ActivePerson): Mailbox {
  const { mailbox } = person;
  if (mailbox !== null && (mailbox.userPurpose !== 'user' || hasExchange(call, state, person))) return mailbox;
  throw new GraphRefusal(
    404,
    'MailboxNotEnabledForRESTAPI',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  );
}

function hasExchange({ contoso }: GraphCall, state: TenantState, person: ActivePerson): boolean {
  return licenceStates(state, person).some(({ skuId, disabledPlans }) => {
    const plans = contoso.licences.find((known) => known.skuId === skuId)?.plans ?? {};
    return Object.entries(plans).some(([name, id]) => name.startsWith('EXCHANGE_') && !disabledPlans.includes(id));
  });
}

/** A scheduled time that was never set is midnight in UTC, as Outlook answers. */
function settingsRow(mailbox: Mailbox): JsonObject {
  const { scheduledStartDateTime, scheduledEndDateTime, ...rest } = mailbox.automaticReplies;
  const midnight = { dateTime: '2020-01-01T00:00:00.0000000', timeZone: 'UTC' };
  return {
    timeZone: mailbox.timeZone,
    dateFormat: 'd-M-yyyy',
    timeFormat: 'HH:mm',
    userPurpose: mailbox.userPurpose,
    language: { locale: mailbox.language, displayName: mailbox.language },
    automaticRepliesSetting: {
      ...rest,
      scheduledStartDateTime: scheduledStartDateTime ?? midnight,
      scheduledEndDateTime: scheduledEndDateTime ?? midnight,
    },
  };
}
