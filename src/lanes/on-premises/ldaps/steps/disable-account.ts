import { settingDisabled } from './set-disabled.ts';

export const disableAccount = settingDisabled(true);
