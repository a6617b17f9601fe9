import type { Context } from "hono";
import { retryAfter } from "./retry_after";
import { badgeOf, isPin } from "../../people/credentials";
import type { Answering } from "../../store/people/answerers";
import type { Store } from "../../store/store";
import { text } from "../../words/text";
import type { Cookies } from "./cookies";

const words = text.answering;

export type WhoAnswersDeps = {
  store: {
    answerers: Pick<Store["answerers"], "withPin" | "withBadge">;
    answerSessions: Store["answerSessions"];
    pinAttempts: Store["pinAttempts"];
  };
  cookies: Pick<Cookies, "remembers" | "answer" | "setAnswer">;
  /** The address of the client, past trusted proxies. */
  reader(c: Context): string;
};

/** Who it is, or what to say to them and with which status. */
type Proven = { person: Answering } | { problem: string; status: number };

/** The person whose PIN or badge was sent, or who is remembered. @param field a field of the form, or "" */
export async function whoAnswers(
  c: Context,
  field: (name: string) => string,
  deps: WhoAnswersDeps,
): Promise<Proven> {
  const again = field("again");
  if (again !== "") {
    const known = await remembered(c, deps);
    return known?.id === again ? { person: known } : { problem: words.forgotten, status: 401 };
  }
  const proven = await whoProves(c, field, deps);
  if ("person" in proven) await remember(c, proven.person.id, deps);
  return proven;
}

/** Who has just answered here, and is taken at their word once more. */
export async function remembered(
  c: Context,
  { store, cookies }: Pick<WhoAnswersDeps, "store" | "cookies">,
): Promise<Answering | undefined> {
  const secret = cookies.remembers(c) ? cookies.answer(c) : undefined;
  return secret ? store.answerSessions.find(secret) : undefined;
}

/** From this answer on: the next ones do not make it longer. */
async function remember(c: Context, personId: string, { store, cookies, reader }: WhoAnswersDeps) {
  if (!cookies.remembers(c)) return;
  const from = { address: reader(c), agent: c.req.header("user-agent") ?? "" };
  cookies.setAnswer(c, await store.answerSessions.begin(personId, from));
}

/** By a PIN or badge. Whatever was wrong with a PIN, the words are the same. */
async function whoProves(
  c: Context,
  field: (name: string) => string,
  { store: { answerers, pinAttempts }, reader }: WhoAnswersDeps,
): Promise<Proven> {
  const [typed, personId, address] = [badgeOf(field("pin")), field("person"), reader(c)];
  // A reader types where the cursor is: what is no PIN may be a badge, and whose it is then says the badge.
  const badge = badgeOf(field("badge")) || (isPin(typed) && personId ? "" : typed);
  if (badge === "" && typed === "") return { problem: words.noPin, status: 400 };
  const attempt = await pinAttempts.begin({ personId: badge ? undefined : personId, address });
  if ("waitMs" in attempt) {
    return { problem: words.locked(retryAfter(c, attempt.waitMs)), status: 429 };
  }
  const ofPin = badge ? undefined : await answerers.withPin(personId, typed);
  const person = ofPin ?? (await answerers.withBadge(badge || typed));
  if (!person) return { problem: badge ? words.wrongBadge : words.wrongPin, status: 401 };
  // By a badge nobody forgets the wrong PINs of somebody else, whose tile was tapped.
  await pinAttempts.wasRight(attempt.id, { personId: ofPin?.id, address });
  return { person };
}
