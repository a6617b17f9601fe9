import { type Context, Hono } from "hono";
import { AnswerPage, AnswerPart } from "../../../../views/people/answer";
import type { Actor } from "../../../people/actor";
import { badgeOf, isPin } from "../../../people/credentials";
import { Conflict } from "../../../store/errors";
import type { Answerer } from "../../../store/people/answerers";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import type { Cookies } from "../../access/cookies";
import { ownPath } from "../../access/sign_in_address";
import {
  type AlarmAction,
  type AlarmActionDeps,
  performAlarmAction,
  readAlarmAction,
} from "../../alarm_actions";
import { refusal } from "../../error_response";
import { pageContext } from "../../page_context";
import { type Form, formOf } from "./form";

const words = text.answering;
/** Who answered here lately comes first; more than a row or two helps nobody to find themselves. */
const LATELY_AT_MOST = 8;

type Deps = AlarmActionDeps & {
  store: {
    answerers: Pick<Store["answerers"], "list" | "withPin" | "withBadge">;
    answerSessions: Store["answerSessions"];
    pinAttempts: Store["pinAttempts"];
  };
  cookies: Omit<Cookies, "session" | "setSession" | "endSession" | "device">;
  reader(c: Context): string;
};

type Person = Actor & { kind: "person" };
/** What is asked, and what was wrong with the last try. */
type Asked = { action: AlarmAction; back: string; problem?: string; status?: number; personId?: string };

/**
 * A shared tablet asks who answers an alarm: a tile, then a PIN, or a badge at once. The answer goes with it in one request,
 * as that person's. Pages without script, the parts of a dialog with it.
 */
export function answerRoutes(deps: Deps) {
  const { siteConfig, store, cookies } = deps;
  const { base } = siteConfig;
  const url = `${base}/answer`;

  async function ask(c: Context, { action, back, problem, personId, status = 200 }: Asked) {
    const people = lately(await store.answerers.list(), cookies.answered(c));
    const chosen = people.find(({ id }) => id === personId);
    const known = await remembered(c, deps);
    const shown = { known, url, action, back, problem, people, chosen, isPart: isFromHtmx(c) };
    c.status(status as 200);
    c.header("Cache-Control", "no-store");
    if (shown.isPart) return c.html(<AnswerPart base={base} {...shown} />);
    const site = {
      ...pageContext(siteConfig, c, "plain", null),
      still: true,
      answering: siteConfig.answering,
    };
    return c.html(<AnswerPage site={site} isEncrypted={cookies.isEncrypted(c)} {...shown} />);
  }

  async function answer(c: Context) {
    const form = await formOf(c);
    const asked = { ...askedIn(form.text), personId: form.text("person") };
    if (asked.action.about === "") return ask(c, { ...asked, problem: words.nothing, status: 400 });
    const proven = await whoAnswers(c, form, deps);
    if ("problem" in proven) return ask(c, { ...asked, ...proven });
    // From here on it is theirs: in the alarm, in its events and in the audit log.
    c.set("actor", proven.person);
    const refused = await perform(c, asked.action);
    if (refused) return ask(c, { ...asked, ...refused });
    if (form.text("again") === "") await remember(c, proven.person.id, deps);
    const { id } = proven.person;
    const others = cookies.answered(c).filter((each) => each !== id);
    cookies.setAnswered(c, [id, ...others].slice(0, LATELY_AT_MOST));
    if (!isFromHtmx(c)) return c.redirect(asked.back, 303);
    // Changed rows may be on other pages of the list: reload it.
    if (asked.action.pressed === "acknowledge_all") c.header("HX-Refresh", "true");
    return c.html("");
  }

  function askedIn(field: Form["text"]): Asked {
    const names = [
      "acknowledge",
      "resolve",
      "false_alarm",
      "accept_as_normal",
      "acknowledge_all",
      "note",
      "filter",
    ];
    const fields = Object.fromEntries(names.map((name) => [name, field(name)]));
    return { action: readAlarmAction(fields), back: ownPath(field("back"), base) };
  }

  async function perform(c: Context, action: AlarmAction) {
    try {
      const refused = await performAlarmAction(c, deps, action);
      if (!refused) return undefined;
      return { problem: refusal.parse(await refused.json()).error.message, status: refused.status };
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return { problem: error.message, status: 409 };
    }
  }

  return new Hono()
    .get("/", (c) => {
      const query = { back: cameFrom(c), ...c.req.query() };
      const asked = { ...askedIn((name) => query[name as "back"] ?? ""), personId: c.req.query("person") };
      if (asked.action.about !== "") return ask(c, asked);
      return ask(c, { ...asked, problem: words.nothing, status: 400 });
    })
    .post("/", answer)
    .post("/remember", async (c) => {
      cookies.setRemembers(c, (await formOf(c)).text("remember") === "1");
      return c.redirect(`${base}/settings/people`, 303);
    });
}

/** Who has just answered here, and is taken at their word once more. */
async function remembered(c: Context, { store, cookies }: Deps): Promise<Person | undefined> {
  const secret = cookies.remembers(c) ? cookies.answer(c) : undefined;
  return secret ? store.answerSessions.find(secret) : undefined;
}

/** From the first answer on: the next ones do not make it longer. */
async function remember(c: Context, personId: string, { store, cookies, reader }: Deps) {
  if (!cookies.remembers(c)) return;
  const from = { address: reader(c), agent: c.req.header("user-agent") ?? "" };
  cookies.setAnswer(c, await store.answerSessions.begin(personId, from));
}

/** Who is remembered, or proves who they are. */
async function whoAnswers(c: Context, form: Form, deps: Deps): ReturnType<typeof whoProves> {
  if (form.text("again") === "") return whoProves(c, form, deps);
  const person = await remembered(c, deps);
  if (person?.id !== form.text("again")) return { problem: words.forgotten, status: 401 };
  return { person };
}

/** The person whose PIN or badge was sent, or what to say: the same words whatever was wrong. */
async function whoProves(
  c: Context,
  form: Form,
  { store, reader }: Pick<Deps, "store" | "reader">,
): Promise<{ person: Person } | { problem: string; status: number }> {
  const [typed, personId, address] = [badgeOf(form.text("pin")), form.text("person"), reader(c)];
  // A reader types where the cursor is: what is no PIN may be a badge, and then whose it is says the badge.
  const badge = badgeOf(form.text("badge")) || (isPin(typed) && personId ? "" : typed);
  if (badge === "" && typed === "") return { problem: words.noPin, status: 400 };
  const tried = { personId: badge ? undefined : personId, address };
  const attempt = await store.pinAttempts.begin(tried);
  if ("waitMs" in attempt) {
    c.header("Retry-After", String(Math.ceil(attempt.waitMs / 1000)));
    return { problem: words.locked(Math.ceil(attempt.waitMs / 60_000)), status: 429 };
  }
  const person = badge
    ? await store.answerers.withBadge(badge)
    : ((await store.answerers.withPin(personId, typed)) ?? (await store.answerers.withBadge(typed)));
  if (!person) return { problem: badge ? words.wrongBadge : words.wrongPin, status: 401 };
  await store.pinAttempts.wasRight(attempt.id, tried);
  return { person };
}

/** The people in their order, those first who answered here lately. */
function lately(people: readonly Answerer[], ids: readonly string[]): Answerer[] {
  const first = ids.flatMap((id) => people.find((person) => person.id === id) ?? []);
  return [...first, ...people.filter(({ id }) => !ids.includes(id))];
}

const isFromHtmx = (c: Context) => c.req.header("hx-request") === "true";

/** The path of the page that the form was sent from. */
function cameFrom(c: Context): string {
  const url = URL.parse(c.req.header("referer") ?? "");
  return url ? url.pathname + url.search : "";
}
