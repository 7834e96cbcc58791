import type { OnPremisesKind } from '../../../domain/ad-account.ts';
import type { AdStep } from './ad-step.ts';
import { deleteAccount } from './steps/delete-account.ts';
import { disableAccount } from './steps/disable-account.ts';
import { enableAccount } from './steps/enable-account.ts';
import { hideFromAddressLists } from './steps/hide-from-address-lists.ts';
import { leaveAdGroups } from './steps/leave-ad-groups.ts';
import { moveToOu } from './steps/move-to-ou.ts';
import { rejoinAdGroups } from './steps/rejoin-ad-groups.ts';
import { resetPassword } from './steps/reset-password.ts';
import { restoreAccount } from './steps/restore-account.ts';
import { returnToOu } from './steps/return-to-ou.ts';
import { showInAddressLists } from './steps/show-in-address-lists.ts';

export const AD_STEPS: Readonly<Record<OnPremisesKind, AdStep>> = {
  'reset-password': resetPassword,
  'disable-account': disableAccount,
  'leave-ad-groups': leaveAdGroups,
  'hide-from-address-lists': hideFromAddressLists,
  'move-to-ou': moveToOu,
  'delete-account': deleteAccount,
  'restore-account': restoreAccount,
  'enable-account': enableAccount,
  'rejoin-ad-groups': rejoinAdGroups,
  'show-in-address-lists': showInAddressLists,
  'return-to-ou': returnToOu,
};
