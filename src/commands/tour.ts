import { contoso } from '../sandbox/contoso.ts';
import type { TenantPerson } from '../sandbox/tenant.ts';
import { type Stage, startStage } from './stage.ts';

/**
 * `npm run tour`: the product's story without a browser. It plays the manager and the helpdesk through the bot's HTTP
 * front door against the sandbox tenant, prints the conversation with cards as text and the tenant before and after,
 * and exits with 0 only when the tenant ended as it should.
 */
const [adele, alex, lotte] = ['adele', 'alex', 'lotte'];
process.exitCode = await main();

async function main(): Promise<number> {
  const stage = await startStage({ speed: 60 });
  try {
    title('The tenant before');
    show(stage, adele, alex, lotte);
    await offboardAdele(stage);
    await blockAlex(stage);
    await restoreLotte(stage);
    title('The tenant after');
    show(stage, adele, alex, lotte);
    return verdict(stage);
  } catch (error) {
    print(stage.teams.transcript());
    print(`The tour stopped: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await stage.stop();
  }
}

/** Somebody who lives in the cloud alone: Leaver's part is done and seen within seconds, and the rest has a name. */
async function offboardAdele(stage: Stage): Promise<void> {
  title('1. Megan offboards Adele, who has a cloud account');
  await request(stage, 'offboard adele');
  await approve(stage);
  await ends(stage, 'left for people');
}

/** Somebody synchronised: the cloud block is temporary, Active Directory makes it last, the next sync proves it. */
async function blockAlex(stage: Stage): Promise<void> {
  title('2. Megan blocks Alex, whose account is mastered by Active Directory');
  // Half a minute of real time apart: on a busy machine one would come before Daan has run the script.
  await stage.syncServer('pause');
  await request(stage, 'block sign-in alex wilber', 'review');
  await approve(stage);
  const runbook = await stage.helpdesk.until((message) => verbsIn(message.card).includes('runbook-done'));
  hear('Daan (helpdesk)', runbook.text.split('\n').slice(0, 12).join('\n'));
  const result = await stage.runRunbook(scriptIn(runbook.json));
  print(`\n   Daan runs the script on a domain controller. It prints:\n   ${result}\n`);
  const answer = await runbook.fill({ result }).execute('runbook-done');
  hear('Leaver', firstLines(answer.text));
  print('   Thirty minutes later, directory sync has run.');
  await stage.syncServer('resume');
  await stage.jump(31);
  await ends(stage, 'complete');
}

async function restoreLotte(stage: Stage): Promise<void> {
  title('3. Megan brings Lotte back, who was blocked');
  await request(stage, 'restore user lotte', 'review');
  await approve(stage);
  await ends(stage, 'complete');
}

async function request(stage: Stage, words: string, next: 'review' | 'submit' = 'review'): Promise<void> {
  say('Megan (manager)', words);
  await stage.manager.say(words);
  for (const verb of ['pick', next]) {
    const card = stage.manager.lastCard();
    if (card.verbs.includes(verb)) await card.execute(verb);
  }
  const review = stage.manager.lastCard();
  hear('Leaver', review.text);
  say('Megan (manager)', '[ Ask for approval ]');
  hear('Leaver', firstLines((await review.execute('submit')).text));
}

async function approve(stage: Stage): Promise<void> {
  const card = await stage.helpdesk.until((message) => verbsIn(message.card).includes('approve'));
  hear('Leaver, to Daan (helpdesk)', firstLines(card.text));
  say('Daan (helpdesk)', '[ Approve ]');
  await card.execute('approve');
}

/** The closing message, and the card as it is then. */
async function ends(stage: Stage, word: string): Promise<void> {
  const before = stage.ended;
  const closing = await stage.manager.until(
    (message, text) => message.card === null && text.includes(word) && !before.has(message.id),
    90_000,
  );
  before.add(closing.id);
  hear('Leaver', stage.manager.lastCard().text);
  hear('Leaver', closing.message.text);
}

function verdict(stage: Stage): number {
  const wrong = [
    ...check(stage, adele, (person) => person.cloud?.accountEnabled === false, 'Adele is blocked'),
    ...check(
      stage,
      adele,
      (person) => person.cloud?.directLicences.length === 1,
      'Adele keeps only the licence of her mailbox',
    ),
    ...check(
      stage,
      adele,
      (person) => person.mailbox?.automaticReplies.status === 'alwaysEnabled',
      'Adele’s mailbox answers',
    ),
    ...check(stage, alex, (person) => person.cloud?.accountEnabled === false, 'Alex is blocked in the cloud'),
    ...check(stage, alex, (person) => person.ad?.enabled === false, 'Alex is disabled in Active Directory'),
    ...check(stage, lotte, (person) => person.cloud?.accountEnabled === true, 'Lotte can sign in again'),
  ];
  print(wrong.length === 0 ? '\nThe tenant is as it should be.' : `\nNot as it should be: ${wrong.join('; ')}`);
  return wrong.length === 0 ? 0 : 1;
}

function check(stage: Stage, key: string, holds: (person: TenantPerson) => boolean, what: string): readonly string[] {
  return holds(stage.person(key)) ? [] : [what];
}

function show(stage: Stage, ...keys: readonly string[]): void {
  for (const key of keys) {
    const { cloud, ad, mailbox } = stage.person(key);
    const parts = [
      `cloud: ${cloud?.accountEnabled ? 'enabled' : 'blocked'}`,
      `Active Directory: ${ad === null ? 'no account' : ad.enabled ? 'enabled' : 'disabled'}`,
      `licences: ${cloud?.directLicences.length ?? 0} direct`,
      `groups: ${stage.groupsOf(key)}`,
      `automatic reply: ${mailbox?.automaticReplies.status === 'alwaysEnabled' ? 'on' : 'off'}`,
    ];
    print(`   ${(contoso.people[key]?.displayName ?? key).padEnd(14)} ${parts.join(' · ')}`);
  }
}

function firstLines(text: string): string {
  return text.split('\n').slice(0, 4).join('\n');
}

/** The PowerShell on a runbook card, as somebody copies it. */
function scriptIn(card: unknown): string {
  const texts = [...JSON.stringify(card).matchAll(/"text":("(?:[^"\\]|\\.)*")/g)].map(
    (match) => JSON.parse(match[1] ?? '""') as string,
  );
  return texts.find((text) => text.includes('#requires')) ?? '';
}

function verbsIn(card: unknown): readonly string[] {
  return [...JSON.stringify(card ?? null).matchAll(/"verb":"([a-z-]+)"/g)].map((match) => match[1] ?? '');
}

function title(text: string): void {
  print(`\n${text}\n${'-'.repeat(text.length)}`);
}

function say(who: string, words: string): void {
  print(`\n${who}: ${words}`);
}

function hear(who: string, words: string): void {
  print(`\n${who}:\n${words.replace(/^/gm, '   | ')}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
