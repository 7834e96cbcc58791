import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isFree } from '../../src/commands/prove/free-port.ts';
import { whyNoChromium } from '../helpers/why-no-chromium.ts';
import { pictureOf } from './chat-page.ts';
import { type RunningLeaver, startLeaver } from './start-leaver.ts';

let leaver: RunningLeaver;

beforeAll(async () => {
  leaver = await startLeaver();
});

afterAll(async () => {
  const { ports } = leaver;
  expect(await leaver.stop()).toBe(0);
  for (const port of ports) expect(await isFree(port)).toBe(true);
});

const DIEGOS_RUNBOOK = /Active Directory work[\s\S]*Diego/;

/** What was on the screens when a journey went wrong. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await pictureOf(leaver.manager.page, `failed-${task.name.slice(0, 30)}-manager`);
  await pictureOf(leaver.helpdesk.page, `failed-${task.name.slice(0, 30)}-helpdesk`);
});

describe.skipIf(whyNoChromium() !== null)('in the Playground, in English', () => {
  it('offboards somebody of the cloud now, from the plan to what is left to people', async () => {
    const { manager, helpdesk } = leaver;
    await manager.say('offboard adele');
    await manager.picture('offboard-1-choices', 'Step 2 of 3');
    await manager.click('Review the plan');
    await manager.picture('offboard-2-review', 'Step 3 of 3');
    await manager.click('Ask for approval');
    await manager.see(/Waiting for IT approval/);
    await helpdesk.picture('offboard-3-approval', /Waiting for IT approval/);
    await helpdesk.click('Approve and start');
    await manager.picture('offboard-4-progress', 'Progress');
    await manager.see(/is over, and not everything is done[\s\S]*Newsletter Operations/);
    await manager.picture('offboard-5-done', /Leaver’s part is done and seen/);
    await helpdesk.picture('offboard-6-helpdesk-done', /Leaver’s part is done and seen/);
  });

  it('says that a block was turned back when Active Directory was left alone, and what to do', async () => {
    const { manager, helpdesk } = leaver;
    // Half a minute of real time apart: no sync comes before what there is to see before it was seen.
    await leaver.control('sync/pause');
    await block(leaver, 'alex wilber', 'Alex Wilber');
    await manager.see(/temporary/);
    await manager.picture('overwritten-1-temporary', /Alex Wilber/);
    await helpdesk.picture('overwritten-2-runbook', /Active Directory work/);
    await leaver.control('sync/resume');
    await leaver.control('clock/jump', { minutes: 35 });
    await manager.see(/was turned back/);
    await manager.picture('overwritten-3-manager', /Alex Wilber/);
    await helpdesk.picture('overwritten-4-helpdesk', /Block sign-in · L-/);
  });

  it('makes a block last: runbook, Active Directory, directory sync, seen', async () => {
    const { manager, helpdesk } = leaver;
    await leaver.control('sync/pause');
    await block(leaver, 'diego', 'Diego Siciliani');
    const runbook = await helpdesk.card(DIEGOS_RUNBOOK);
    await helpdesk.click('PowerShell script');
    const script = (await runbook.innerText()).match(/FromBase64String\('([A-Za-z0-9+/=]+)'\)/)?.[1] ?? '';
    const order = JSON.parse(Buffer.from(script, 'base64').toString('utf8'));
    const result = await leaver.control('ad/run-runbook', order);
    await helpdesk.picture('durable-1-runbook', DIEGOS_RUNBOOK);
    await helpdesk.click('Get it as a file');
    await helpdesk.see(/Save this as leaver-L-\d+\.ps1/);
    const file = (await helpdesk.page.locator('pre').last().textContent()) ?? '';
    const digest = createHash('sha256').update(`${file.trimEnd()}\n`).digest('hex');
    expect(await runbook.innerText()).toContain(digest);
    await runbook.getByLabel('Result line').fill(result);
    await helpdesk.click('Done');
    await manager.see(/Done in Active Directory; waiting for directory sync/);
    await leaver.control('sync/resume');
    await leaver.control('clock/jump', { minutes: 35 });
    await manager.see(/about Diego Siciliani is complete/);
    await manager.picture('durable-2-done', /Done (at|on)/);
  });

  it('plans for later and takes it back', async () => {
    const { manager } = leaver;
    const later = new Date(Date.now() + 30 * 86_400_000);
    await manager.say(`offboard nils ${later.getDate()}-${later.getMonth() + 1}`);
    await manager.click('Review the plan');
    await manager.picture('later-1-review', 'Step 3 of 3');
    await manager.click('Ask for approval');
    await manager.see(/Waiting for IT approval/);
    await manager.click('Withdraw');
    await manager.picture('later-2-withdrawn', /Nils Johansson/);
    await manager.see(/[Ww]ithdrawn/);
  });

  it('is declined with a reason that the manager reads', async () => {
    const { manager, helpdesk } = leaver;
    await ask(leaver, 'block sign-in grady', 'Grady Archie');
    await helpdesk.click('Decline');
    await helpdesk.fill('Reason', 'He is on holiday, HR knows.');
    await helpdesk.picture('decline-1-reason', /Grady Archie/);
    await helpdesk.click('Decline this request');
    await manager.see(/He is on holiday, HR knows/);
    await manager.picture('decline-2-manager', /Grady Archie/);
  });

  it('brings back who was blocked and who was deleted, and says why somebody purged cannot be', async () => {
    const { manager, helpdesk } = leaver;
    await ask(leaver, 'restore user lotte', 'Lotte Visser');
    await manager.picture('restore-1-blocked', /Lotte Visser/);
    await helpdesk.click('Approve and start');
    await manager.see(/about Lotte Visser is complete/);
    await ask(leaver, 'restore user nadia', 'Nadia Petrov');
    await manager.picture('restore-2-deleted', /Nadia Petrov/);
    await helpdesk.click('Approve and start');
    await manager.see(/about Nadia Petrov is complete/);
    await manager.say('restore user pieter@contoso.com');
    await manager.picture('restore-3-purged', /pieter@contoso.com[\s\S]*(deleted for good|cannot be)/);
  });

  it('asks which of two people with one name is meant, helps, and takes no for an answer', async () => {
    const { manager } = leaver;
    await manager.say('offboard sam peeters');
    await manager.picture('names-1-which', /Which one/);
    await manager.say('cancel');
    await manager.say('help');
    await manager.picture('names-2-help', /What you can/i);
    await manager.say('ofboard');
    await pictureOf(manager.page, 'names-3-unknown');
  });

  it('shows in the tenant view what happens, without a reload', async () => {
    const view = await leaver.view();
    await view.getByText('Emma Schmidt').first().waitFor();
    await leaver.control('ad/disable/emma');
    await view.getByText('Disabled in AD').first().waitFor();
    await view.getByRole('button', { name: '+30 minutes' }).click();
    await pictureOf(view, 'tenant-view');
  });
});

describe.skipIf(whyNoChromium() !== null)('in the Playground, in Dutch', () => {
  it('remembers the language and offboards somebody', async () => {
    const { manager, helpdesk } = leaver;
    await manager.say('taal nl');
    await helpdesk.say('taal nl');
    await manager.say('uit dienst zoe');
    await manager.see(/Stap 2 van 3/);
    await manager.picture('nl-offboard-1-choices', /Stap 2 van 3/);
    await manager.click('Plan bekijken');
    await manager.picture('nl-offboard-2-review', /Stap 3 van 3/);
  });
});

/** Asks and waits until the helpdesk has the card; what is on the way is clicked through. */
async function ask({ manager, helpdesk }: RunningLeaver, words: string, name: string): Promise<void> {
  await manager.say(words);
  await manager.page
    .getByRole('button', { name: /^(Review the plan|Ask for approval)$/ })
    .last()
    .waitFor();
  const review = manager.page.getByRole('button', { name: 'Review the plan', exact: true }).last();
  if (await review.isVisible()) await review.click();
  await manager.click('Ask for approval');
  await helpdesk.card(new RegExp(`${name}[\\s\\S]*Waiting for IT approval`));
}

async function block(running: RunningLeaver, who: string, name: string): Promise<void> {
  await ask(running, `block sign-in ${who}`, name);
  await running.helpdesk.click('Approve and start');
}
