import type { RequestKind } from '../domain/choices.ts';
import { mayHaveDevices } from '../domain/device-authority.ts';
import { isExternal } from '../domain/is-external.ts';
import { takesMailbox } from '../domain/mailbox-licence.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { FORM_INPUTS, type FormValues } from './form-values.ts';

/**
 * The inputs that the choices card has for this kind of request and this person, in order; the others keep their empty
 * value.
 */
export function shownInputs(kind: RequestKind, facts: TargetUser): readonly (keyof FormValues)[] {
  return FORM_INPUTS[kind].filter((name) => fits(name, facts));
}

/** What the tick is for: the licence is all that keeps the mailbox, and no group brings it as well. */
const TAKEN = { account: 'keep', leaveGroups: true, removeLicences: true, takeMailboxLicence: true } as const;

function fits(name: keyof FormValues, facts: TargetUser): boolean {
  const hasMailbox = facts.mailbox !== 'none';
  const hasDrive = facts.drive !== null;
  switch (name) {
    case 'autoReply':
    case 'autoReplyText':
      return hasMailbox && facts.mailbox !== 'on-premises';
    case 'forwardingChecked':
      return hasMailbox;
    case 'shareFiles':
    case 'successor':
    case 'successorQuery':
      return hasDrive;
    case 'leaveGroups':
      return facts.memberships.length > 0;
    case 'removeLicences':
      return facts.licences.length > 0;
    case 'takeMailboxLicence':
      return takesMailbox(facts, TAKEN) === 'licence';
    case 'resetPassword':
      return !isExternal(facts);
    case 'disableDevices':
      return !isExternal(facts) && mayHaveDevices(facts.devices);
    case 'hideFromAddressLists':
      return facts.identity === 'synced' && hasMailbox;
    case 'moveToOu':
      return facts.identity === 'synced' && facts.adDomain !== null && facts.adDomain.leaversOu !== null;
    case 'restoreUpn':
    case 'dropConflicts':
      return facts.restoreConflict !== null && facts.identity !== 'synced';
    default:
      return true;
  }
}
