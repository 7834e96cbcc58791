import { REASONS } from '../../domain/choices.ts';
import { fateOf } from '../../domain/group-authority.ts';
import { licenceNames } from '../../domain/licence-name.ts';
import { mailboxLicences } from '../../domain/mailbox-licence.ts';
import type { Person } from '../../domain/person.ts';
import type { TargetUser } from '../../domain/target-user.ts';
import { text } from '../../domain/text.ts';
import type { TextKey } from '../../domain/text-key.ts';
import type { Reader } from '../../locales/reader.ts';
import { say, untrusted } from '../untrusted.ts';

/** Labels of the choices form, by input; `mail`, `files`… stand above a toggle, whose own words are its title. */
export function formLabels(zone: string, facts: TargetUser, reader: Reader): Readonly<Record<string, string>> {
  // What the plan will do, and not all there is: a form that promises more would be corrected by the review.
  const groups = facts.memberships.filter((membership) => fateOf(membership) === 'removed').length;
  const carriers = mailboxLicences(facts);
  const licences = facts.licences.filter((licence) => licence.direct && !carriers.includes(licence)).length;
  const others = carriers.some(({ direct }) => direct) ? 'yes' : 'no';
  const counts = { groups, licences, others, zone: untrusted(zone, 64), carriers: licenceNames(carriers) };
  const inAd = facts.identity === 'synced';
  const key = (name: (typeof LABELS)[number]) =>
    name === 'leaveGroups' && inAd ? ('card.form.leaveGroups-and-in-ad' as const) : (`card.form.${name}` as const);
  return Object.fromEntries(LABELS.map((name) => [name, say(text(key(name), counts), reader)]));
}

const LABELS = [
  'when',
  'lastDay',
  'hour',
  'zone',
  'reason',
  'successor',
  'successorQuery',
  'mail',
  'autoReply',
  'autoReplyText',
  'autoReplyHint',
  'files',
  'shareFiles',
  'groups',
  'leaveGroups',
  'licences',
  'removeLicences',
  'mailboxLicence',
  'takeMailboxLicence',
  'password',
  'resetPassword',
  'disableDevices',
  'addressBook',
  'hideFromAddressLists',
  'place',
  'moveToOu',
  'account',
  'forwarding',
  'forwardingChecked',
  'restoreUpn',
  'restoreUpnHint',
  'addresses',
  'dropConflicts',
] as const;

/** What can be picked where a list is shown. */
export function formOptions(
  facts: TargetUser,
  successors: readonly Pick<Person, 'id' | 'displayName'>[],
  reader: Reader,
) {
  const option = (key: TextKey, value: string) => ({ value, title: say(text(key), reader) });
  return {
    whens: [option('card.form.when.now', 'now'), option('card.form.when.at', 'at')],
    reasons: REASONS.map((reason) => option(`card.reason.${reason}`, reason)),
    accounts: [option('card.form.account.keep', 'keep'), option('card.form.account.delete', 'delete')],
    devices: (['by-reason', 'true', 'false'] as const).map((value) =>
      option(`card.form.disableDevices.${value}`, value),
    ),
    successors: [...people(facts, successors, reader), option('card.form.successor.nobody', '')],
  };
}

function people(facts: TargetUser, successors: readonly Pick<Person, 'id' | 'displayName'>[], reader: Reader) {
  const manager = successors.filter(({ id }) => id === facts.manager?.id);
  const others = successors.filter(({ id }) => id !== facts.manager?.id).slice(0, 10);
  return [
    ...manager.map(({ id, displayName }) => ({
      value: id,
      title: say(text('card.form.successor.manager', { name: untrusted(displayName, 64) }), reader),
    })),
    ...others.map(({ id, displayName }) => ({ value: id, title: untrusted(displayName, 64) })),
  ];
}
