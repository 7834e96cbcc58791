import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoChromium } from '../helpers/why-no-chromium.ts';
import { type RunningLeaver, startLeaver } from './start-leaver.ts';

let leaver: RunningLeaver;
beforeAll(async () => {
  leaver = await startLeaver();
});
afterAll(async () => {
  expect(await leaver.stop()).toBe(0);
});

describe.skipIf(whyNoChromium() !== null)('why, in the Playground', () => {
  it('leads from the answer to the request with the person filled in, and shows the bars of its clock', async () => {
    const { manager, helpdesk } = leaver;
    await manager.say('why bram');
    await manager.see(/Bram van den Berg can sign in/);
    await manager.picture('why-1-answer', /Which rule holds/);
    await manager.click('Block sign-in');
    await manager.see('Step 2 of 3');
    await manager.click('Review the plan');
    await manager.picture('why-2-review', 'Step 3 of 3');
    await manager.click('Ask for approval');
    await manager.see(/Waiting for IT approval/);
    await helpdesk.see(/Waiting for IT approval/);
    await helpdesk.click('Approve and start');
    await manager.see(/still waiting for Active Directory/);
    await manager.picture('why-3-clock', /still waiting for Active Directory/);
  });

  it('speaks Dutch', async () => {
    const { manager } = leaver;
    await manager.say('taal nl');
    await manager.say('waarom bram');
    await manager.see(/Welke regel geldt/);
    await manager.picture('why-4-dutch', /Welke regel geldt/);
  });

  it.each(['hello', "FromBase64String('eyJhIjoxfQ==')"])(
    'says in Dutch beside the chat that “%s” is no runbook',
    async (script) => {
      const page = await leaver.view();
      await page.goto(`${leaver.origin}/?lang=nl`);
      await page.locator('details.console > summary').click();
      await page.locator('#script').fill(script);
      await page.locator('#runbook button[type=submit]').click();
      await page.getByText('Dit is geen draaiboek, en er is niets gedaan.').waitFor();
      await page.close();
    },
  );
});
