import type { Context } from "hono";
import { retryAfter } from "./access/retry_after";
import type { Device } from "../store/people/device_row";
import type { NewDevice } from "../store/people/pairings";
import type { Store } from "../store/store";
import { text } from "../words/text";
import { actorOf, byOf } from "./access/identify";

const words = text.devices;

export type EnterDeps = {
  store: { pairings: Pick<Store["pairings"], "enter">; attempts: Store["attempts"] };
  /** The address of the client, past trusted proxies. */
  reader(c: Context): string;
};

type Entered = { device: Device } | { refused: string; status: 404 | 429 };

/**
 * Enters the code of a screen. Wrong ones are counted by who enters them and by address, as wrong passwords
 * are.
 */
export async function enterCode(
  c: Context,
  { store, reader }: EnterDeps,
  code: string,
  chosen: NewDevice,
): Promise<Entered> {
  const actor = actorOf(c);
  const address = reader(c);
  const attempt = await store.attempts.begin("pairing", "id" in actor ? actor.id : address, address);
  if ("waitMs" in attempt) {
    return { refused: words.tooOften(retryAfter(c, attempt.waitMs)), status: 429 };
  }
  const device = await store.pairings.enter(code, chosen, byOf(c));
  if (!device) return { refused: words.wrongCode(code), status: 404 };
  await store.attempts.wasRight(attempt.id);
  return { device };
}
