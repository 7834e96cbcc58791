import { createAdapter } from '../../../bot/adapter.ts';
import { createAdoptedCards } from '../../../bot/adopted-cards.ts';
import { createBot } from '../../../bot/bot.ts';
import { createCardPace } from '../../../bot/card-pace.ts';
import { createCardSeal } from '../../../bot/card-seal.ts';
import { createDialogStorage } from '../../../bot/dialog-storage.ts';
import { createDialogs } from '../../../bot/dialogs/dialogs.ts';
import { createDoneInTurn } from '../../../bot/done-in-turn.ts';
import { botIdOf } from '../../../bot/identity.ts';
import { createRouter } from '../../../bot/router.ts';
import { uploadFile } from '../../../bot/upload-file.ts';
import { FORM_INPUTS } from '../../../cards/form-values.ts';
import type { OtherBot } from './click-world.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The control: the same bot without the seal and without the strict schema. It believes what a card says: which
 * request, which version (as text too), which button, and who decides where the card names somebody; what it does not
 * know it leaves out.
 */
export const believingBot: OtherBot = (settings, flow) => {
  const { identity, conversations, clock, defaults, log, deadline = 60_000 } = settings;
  const adapter = createAdapter(identity);
  const storage = createDialogStorage(settings.dialogStates, log);
  const dialogs = createDialogs({ flow, clock, adopted: createAdoptedCards(), storage });
  const botId = botIdOf(identity);
  const parts = { flow, clock, conversations, dialogs, botId, fileWay: 'message', upload: uploadFile, log } as const;
  const seal = { ...createCardSeal(settings.cardKey), holds: () => true };
  const pace = createCardPace(0);
  const router = createRouter(parts);
  const { cardShown } = flow;
  const handle = createBot({
    identity,
    adapter,
    conversations,
    router,
    defaults,
    pace,
    seal,
    done: createDoneInTurn(),
    cardShown,
    log,
    deadline,
  });
  return async (body) => {
    const activity = believed(JSON.parse(body) as Json);
    return (await handle({ serviceUrl: String(activity.serviceUrl), body: activity }, '')).status;
  };
};

const KNOWN = new Set(['question', 'answer', 'approver', 'step', 'result', ...Object.values(FORM_INPUTS).flat()]);

function believed(activity: Json): Json {
  const { action, ...value } = objectOf(activity.value);
  const given = action === undefined ? value : objectOf(objectOf(action).data);
  const { verb, requestId, version, nonce } = given;
  const inputs = Object.entries(given).filter(([name, input]) => KNOWN.has(name) && typeof input === 'string');
  const number = Number(version ?? Number.NaN);
  const data = {
    verb: String(verb ?? ''),
    ...(typeof requestId === 'string' ? { requestId: requestId.trim().toLowerCase() } : {}),
    ...(Number.isInteger(number) && number >= 0 ? { version: number } : {}),
    ...(typeof nonce === 'string' ? { nonce: nonce.slice(0, 64) } : {}),
    ...Object.fromEntries(inputs),
  };
  const decider = [given.by, given.approverId, given.actorId].find((each) => typeof each === 'string');
  const from = { ...objectOf(activity.from), ...(decider === undefined ? {} : { aadObjectId: decider }) };
  const click = action === undefined ? data : { action: { type: 'Action.Execute', verb: data.verb, data } };
  return { ...activity, from, value: click };
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
