import { believingBot } from './clicks/believing-bot.ts';
import { type ClickWorld, type Deliver, openClickWorld } from './clicks/click-world.ts';
import { filledInputs, VERBS_THAT_CHANGE } from './clicks/filled-inputs.ts';
import { PEOPLE } from './clicks/people.ts';
import { type Button, findShownButtons, keyOf } from './clicks/shown-buttons.ts';
import { activityOf, type Click, genuineClick } from './clicks/tampered-click.ts';
import { TAMPERS, tamper } from './clicks/tampers.ts';
import { tryClick } from './clicks/try-click.ts';
import { createRandom, type Random } from './random.ts';

export type ClickFigures = {
  readonly clicks: number;
  /** Tampered clicks that did what the untouched button of that person does there, and nothing else. */
  readonly asGenuine: number;
  readonly failures: number;
  /** What was wrong, and how often. */
  readonly faults: Readonly<Record<string, number>>;
  readonly examples: readonly string[];
  readonly seconds: number;
};

export type ClickWorldFigures = {
  readonly buttons: number;
  readonly real: ClickFigures;
  readonly control: ClickFigures;
};

/**
 * So many clicks that were changed on the way, in every way in turn, each upon the same requests; and some of them
 * again given to a bot that believes what cards say: the control.
 */
export async function proveClicks(settings: {
  readonly clicks: number;
  readonly believed: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}): Promise<ClickWorldFigures> {
  const { clicks, believed, seed, say } = settings;
  const world = await openClickWorld(believingBot);
  try {
    const shown = new Map((await findShownButtons(world)).map((button) => [keyOfButton(button), button]));
    const buttons = [...shown.values()];
    const given = { world, shown, buttons, changing: await whatChanges(world, buttons), seed, say };
    // One in ten over HTTP, through the listener; the others as it hands them on.
    const real = await clickOften(given, clicks, (place) => (place % 10 === 0 ? world.deliverOverHttp : world.deliver));
    const control = await clickOften(given, believed, () => world.deliverToOther);
    return { buttons: buttons.length, real, control };
  } finally {
    await world.stop();
  }
}

async function clickOften(
  given: {
    readonly world: ClickWorld;
    readonly shown: ReadonlyMap<string, Button>;
    readonly buttons: readonly Button[];
    readonly changing: readonly Button[];
    readonly seed: number;
    readonly say: (line: string) => void;
  },
  clicks: number,
  deliverer: (place: number) => Deliver,
): Promise<ClickFigures> {
  const began = performance.now();
  const trials = makeTrials(createRandom(given.seed), given);
  const faults: Record<string, number> = {};
  const examples: string[] = [];
  let asGenuine = 0;
  for (let place = 0; place < clicks; place += 1) {
    const { name, click, after } = trials(place);
    const { world, shown, say } = given;
    if (place > 0 && place % 2_000 === 0) say(`  ${place} of ${clicks}`);
    const { fault, changed } = await tryClick(world, { click, after, shown, deliver: deliverer(place) });
    if (fault === null) asGenuine += changed ? 1 : 0;
    else {
      faults[fault] = (faults[fault] ?? 0) + 1;
      if (examples.length < 5) examples.push(`${name}: ${fault}: ${click.who} ${click.data.slice(0, 300)}`);
    }
  }
  const failures = Object.values(faults).reduce((sum, count) => sum + count, 0);
  return { clicks, asGenuine, failures, faults, examples, seconds: (performance.now() - began) / 1000 };
}

/** Buttons that change something when nobody touches them: throws when a verb that should does not. */
async function whatChanges(world: ClickWorld, buttons: readonly Button[]): Promise<readonly Button[]> {
  const changing: Button[] = [];
  for (const button of buttons) {
    await world.deliver(activityOf(genuine(button), world.teams.serviceUrl));
    if ((await world.kept.digest()) === world.base.digest) continue;
    changing.push(button);
    await world.restore();
    if ((await world.kept.digest()) !== world.base.digest) throw new TypeError('the requests were not put back');
  }
  const missing = VERBS_THAT_CHANGE.filter((verb) => !changing.some(({ data }) => data.verb === verb));
  if (missing.length > 0) throw new TypeError(`no genuine click that does anything for ${missing.join(', ')}`);
  return changing;
}

type Trial = { readonly name: string; readonly click: Click; readonly after: Click | null };

/**
 * Mostly of buttons that change something: the others do nothing anyhow. A third comes after another click on the same
 * request.
 */
function makeTrials(
  random: Random,
  given: { readonly buttons: readonly Button[]; readonly changing: readonly Button[] },
) {
  const { buttons, changing } = given;
  const names = Object.keys(TAMPERS);
  return (place: number): Trial => {
    const name = names[place % names.length] ?? '';
    const button = any(random, random.between(1, 5) === 1 ? buttons : changing);
    const click = tamper(name, genuine(button), { random, buttons });
    const same = changing.filter(({ data }) => data.requestId === button.data.requestId);
    const after = random.between(1, 3) === 1 && same.length > 0 ? genuine(any(random, same)) : null;
    return { name, click, after };
  };
}

function genuine(button: Button): Click {
  return genuineClick(button, filledInputs(button));
}

function keyOfButton({ place, who, data }: Button): string {
  return keyOf(place, PEOPLE[who].id, data) ?? '';
}

function any<Item>(random: Random, items: readonly Item[]): Item {
  const [item] = random.pick(items, 1);
  if (item === undefined) throw new TypeError('there is nothing to choose from');
  return item;
}
