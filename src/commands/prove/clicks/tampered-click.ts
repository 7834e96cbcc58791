import { randomUUID } from 'node:crypto';
import { BOT, TENANT } from './click-world.ts';
import { PEOPLE, type Who } from './people.ts';
import type { Button, ClickData, Place } from './shown-buttons.ts';

/** A click as it leaves a client, or whatever pretends to be one. */
export type Click = {
  readonly who: Who;
  readonly place: Place;
  /** An invoke of Action.Execute, or a message with `value` as old clients send it. */
  readonly carrier: 'invoke' | 'submit';
  /** The button's data as JSON text, so that it can hold names twice and `__proto__`. */
  readonly data: string;
  /** The verb beside the data. */
  readonly verb: unknown;
  readonly replyToId: string;
  /** What else the activity says, over what a client would. */
  readonly besides: Readonly<Record<string, unknown>>;
};

/** The click that the button makes when nobody touched it, with these inputs filled in. */
export function genuineClick(button: Button, inputs: Readonly<Record<string, string>> = {}, who = button.who): Click {
  const data: ClickData = { ...button.data, ...button.inputs, ...inputs };
  return {
    who,
    place: button.place,
    carrier: 'invoke',
    data: JSON.stringify(data),
    verb: button.data.verb,
    replyToId: button.messageId,
    besides: {},
  };
}

/** The text of the activity, as the connector posts it. */
export function activityOf(click: Click, serviceUrl: string): string {
  const { who, place, carrier, verb, replyToId, besides } = click;
  const { id, displayName: name } = PEOPLE[who];
  const action = { type: 'Action.Execute', verb, data: DATA };
  const activity = {
    ...(carrier === 'invoke'
      ? { type: 'invoke', name: 'adaptiveCard/action', value: { action, trigger: 'manual' } }
      : { type: 'message', value: DATA }),
    id: randomUUID(),
    serviceUrl,
    channelId: 'msteams',
    from: { id: `29:${id}`, name, aadObjectId: id },
    conversation: {
      id: place.id,
      conversationType: place.type,
      tenantId: TENANT,
      ...(place.type === 'personal' ? {} : { isGroup: true }),
    },
    recipient: { id: BOT, name: 'Leaver' },
    locale: 'en-US',
    localTimezone: 'Europe/Amsterdam',
    channelData: { tenant: { id: TENANT } },
    replyToId,
    ...besides,
  };
  return JSON.stringify(activity).replace(JSON.stringify(DATA), () => click.data);
}

const DATA = '§data§';
