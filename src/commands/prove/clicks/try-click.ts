import type { ClickWorld, Deliver } from './click-world.ts';
import type { Rows } from './kept-rows.ts';
import { PEOPLE } from './people.ts';
import { type Button, type ClickData, keyOf } from './shown-buttons.ts';
import { activityOf, type Click, genuineClick } from './tampered-click.ts';
import { whatMustStay } from './what-must-stay.ts';

export type Tried = { readonly changed: boolean; readonly fault: string | null };

/**
 * Delivers a click, after a genuine one if told so, and judges what it did: nothing, or exactly what the untouched
 * button does that this person was shown there, with those of its own inputs that the click gave. Everything is put
 * back.
 */
export async function tryClick(
  world: ClickWorld,
  given: {
    readonly click: Click;
    readonly after: Click | null;
    readonly shown: ReadonlyMap<string, Button>;
    readonly deliver: Deliver;
  },
): Promise<Tried> {
  const { kept, teams } = world;
  const { click, after, shown, deliver } = given;
  const prepare = async () => {
    if (after === null) return world.base.digest;
    await world.deliver(activityOf(after, teams.serviceUrl));
    return kept.digest();
  };
  const before = await prepare();
  const rowsBefore = await whenChanged(world, before !== world.base.digest);
  const status = await deliver(activityOf(click, teams.serviceUrl));
  const done = await kept.digest();
  if (done === before) {
    if (before !== world.base.digest) await world.restore();
    return { changed: false, fault: status === 200 || status === 401 ? null : `answered with HTTP ${status}` };
  }
  const rows = await kept.read();
  await world.restore();
  const button = shown.get(keyOf(click.place, PEOPLE[click.who].id, dataOf(click)) ?? '');
  if (button === undefined) return { changed: true, fault: 'a button that was not shown there did something' };
  const broken = whatMustStay(rowsBefore, rows, { actorId: PEOPLE[click.who].id, ...button.data });
  if (broken !== null) return { changed: true, fault: broken };
  await prepare();
  await world.deliver(activityOf({ ...genuineClick(button, inputsOf(click, button), click.who) }, teams.serviceUrl));
  const expected = await kept.digest();
  await world.restore();
  return { changed: true, fault: expected === done ? null : 'it did something else than the untouched button' };
}

function whenChanged({ kept, base }: ClickWorld, isChanged: boolean): Promise<Rows> {
  return isChanged ? kept.read() : Promise.resolve(base.rows);
}

/** As whoever reads the JSON sees it: own names only, of one that comes twice the last. */
function dataOf({ data }: Click): ClickData {
  const parsed = JSON.parse(data) as unknown;
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as ClickData) : {};
}

/** Those of the button's own inputs that the click gave, as text. */
function inputsOf(click: Click, { inputs }: Button): Readonly<Record<string, string>> {
  const data = dataOf(click);
  return Object.fromEntries(
    Object.keys(inputs).map((name) => {
      const given = Object.hasOwn(data, name) ? data[name] : '';
      return [name, typeof given === 'string' || typeof given === 'number' ? String(given) : ''];
    }),
  );
}
