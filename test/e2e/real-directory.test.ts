import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoSamba } from '../../src/sandbox/samba/why-no-samba.ts';
import { whyNoChromium } from '../helpers/why-no-chromium.ts';
import { type RunningLeaver, startLeaver } from './start-leaver.ts';

const missing = whyNoChromium() ?? whyNoSamba();
const where = missing === null ? 'on a real directory (Samba)' : `on a real directory (not played: ${missing})`;

describe.skipIf(missing !== null)(`${where}, in the Playground`, () => {
  let leaver: RunningLeaver;
  beforeAll(async () => {
    leaver = await startLeaver({ ad: 'samba' });
  });
  afterAll(async () => {
    expect(await leaver?.stop()).toBe(0);
  });

  it('shows that a block is done in Active Directory and waits for the sync, and that it lasts', async () => {
    const { manager, helpdesk } = leaver;
    await leaver.control('sync/pause');
    await manager.say('block sign-in alex wilber');
    await manager.click('Review the plan');
    await manager.picture('ldaps-1-review', 'Step 3 of 3');
    await manager.click('Ask for approval');
    await manager.see(/Waiting for IT approval/);
    await helpdesk.see(/Waiting for IT approval/);
    await helpdesk.click('Approve and start');
    await manager.see(/it lasts once a directory sync has brought it/);
    await manager.picture('ldaps-2-waits-for-sync', /it lasts once a directory sync has brought it/);
    await leaver.control('sync/resume');
    await leaver.control('clock/jump', { minutes: 35 });
    await manager.see(/every step was seen to be done/);
    await manager.picture('ldaps-3-lasts', /Done (at|on)/);
    await helpdesk.picture('ldaps-4-helpdesk', /Done (at|on)/);
  });

  it('has an honest clock in Dutch when directory sync has stood still for four hours', async () => {
    const { manager, helpdesk } = leaver;
    await manager.say('taal nl');
    await leaver.control('sync/pause');
    await manager.say('aanmelden blokkeren bram');
    await manager.click('Plan bekijken');
    await manager.click('Goedkeuring vragen');
    await manager.see(/Wacht/);
    await helpdesk.see(/Bram van den Berg/);
    await helpdesk.click('Approve and start');
    await manager.see(/blijvend zodra de adreslijstsynchronisatie het heeft overgebracht/);
    await leaver.control('clock/jump', { minutes: 240 });
    // After the look that follows the jump: what the cloud shows is seen, and only directory sync is waited for.
    const standsStill = /meer dan drie uur geleden[\s\S]*Nieuwe aanmeldingen gestopt[\s·]*gezien/;
    await manager.picture('ldaps-5-sync-stands-still', standsStill);
    await leaver.control('sync/resume');
    await leaver.control('clock/jump', { minutes: 35 });
    await manager.see(/elke stap is gedaan, en dat is gezien/);
  });
});
