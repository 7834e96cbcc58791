import { type Choices, disablesDevices, type RequestKind } from '../domain/choices.ts';

/**
 * The inputs of the choices card as a client sends them: every value a string, toggles 'true' or 'false', dates
 * YYYY-MM-DD, hours HH:mm (teams.md 1.5). Kept as typed, so that a form with an error comes back as it was filled in.
 */
export type FormValues = {
  readonly when: string;
  readonly lastDay: string;
  readonly hour: string;
  readonly reason: string;
  /** Object id from the list or the people picker; '' = nobody. */
  readonly successor: string;
  /** Name or address as typed; wins over `successor` when filled. */
  readonly successorQuery: string;
  readonly autoReply: string;
  readonly autoReplyText: string;
  readonly shareFiles: string;
  readonly leaveGroups: string;
  readonly removeLicences: string;
  readonly takeMailboxLicence: string;
  readonly resetPassword: string;
  /** 'by-reason', 'true' or 'false'. */
  readonly disableDevices: string;
  readonly hideFromAddressLists: string;
  readonly moveToOu: string;
  readonly account: string;
  readonly forwardingChecked: string;
  readonly restoreUpn: string;
  readonly dropConflicts: string;
};

/** Which inputs the choices card has for a kind of request; others keep their empty value. */
export const FORM_INPUTS: Readonly<Record<RequestKind, readonly (keyof FormValues)[]>> = {
  offboard: [
    'when',
    'lastDay',
    'hour',
    'reason',
    'successor',
    'successorQuery',
    'autoReply',
    'autoReplyText',
    'shareFiles',
    'leaveGroups',
    'removeLicences',
    'takeMailboxLicence',
    'resetPassword',
    'disableDevices',
    'hideFromAddressLists',
    'moveToOu',
    'account',
    'forwardingChecked',
  ],
  'block-sign-in': ['when', 'lastDay', 'hour', 'reason'],
  'restore-user': ['restoreUpn', 'dropConflicts'],
};

/** The filled form that shows these choices. */
export function formValues(choices: Choices): FormValues {
  const { when } = choices;
  return {
    when: when.mode,
    lastDay: when.mode === 'at' ? when.localDate : '',
    hour: when.mode === 'at' ? when.localTime : '17:00',
    reason: choices.reason,
    successor: choices.successorId ?? '',
    successorQuery: '',
    autoReply: String(choices.autoReply),
    autoReplyText: choices.autoReplyText ?? '',
    shareFiles: String(choices.shareFiles),
    leaveGroups: String(choices.leaveGroups),
    removeLicences: String(choices.removeLicences),
    takeMailboxLicence: String(choices.takeMailboxLicence),
    resetPassword: String(choices.resetPassword),
    disableDevices:
      choices.disableDevices === disablesDevices(choices.reason) ? 'by-reason' : String(choices.disableDevices),
    hideFromAddressLists: String(choices.hideFromAddressLists),
    moveToOu: String(choices.moveToOu),
    account: choices.account,
    forwardingChecked: String(choices.forwardingChecked),
    restoreUpn: choices.restoreAs?.userPrincipalName ?? '',
    dropConflicts: String(choices.restoreAs?.dropConflictingAddresses ?? false),
  };
}
