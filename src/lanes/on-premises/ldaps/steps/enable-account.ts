import { settingDisabled } from './set-disabled.ts';

export const enableAccount = settingDisabled(false);
