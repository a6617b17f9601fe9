import { type Context, Hono } from "hono";
import { WHO_DIALOG } from "../../../../views/layout/who_dialog";
import { AnswerPage, AnswerPart } from "../../../../views/people/answer";
import type { Actor } from "../../../people/actor";
import { Conflict } from "../../../store/errors";
import type { Answerer } from "../../../store/people/answerers";
import type { Store } from "../../../store/store";
import { swap } from "../../../live/frame";
import { text } from "../../../words/text";
import type { Cookies } from "../../access/cookies";
import { actorOf } from "../../access/identify";
import { CALL_BUTTONS } from "../../call_actions";
import { ownPath } from "../../access/sign_in_address";
import { remembered, whoAnswers, type WhoAnswersDeps } from "../../access/who_answers";
import {
  type AlarmAction,
  type AlarmActionDeps,
  isBulk,
  listOf,
  performAlarmAction,
  readAlarmAction,
} from "../../alarm_actions";
import { refusal } from "../../error_response";
import { pageContext } from "../../page_context";
import { undoPart } from "../../undo_part";
import { type Form, formOf } from "./form";

const words = text.answering;
/** Who answered here lately comes first; more than a row or two helps nobody to find themselves. */
const LATELY_AT_MOST = 8;

type Deps = AlarmActionDeps &
  WhoAnswersDeps & {
    store: { answerers: Pick<Store["answerers"], "list"> };
    cookies: Pick<Cookies, "answered" | "setAnswered" | "setRemembers" | "isEncrypted">;
  };

/** The fields of a form that say what is to be done. */
const FIELDS = [
  "acknowledge",
  "resolve",
  "false_alarm",
  "undo",
  "raise",
  "assign",
  "accept_as_normal",
  "acknowledge_all",
  "resolve_all",
  "shelve",
  "unshelve",
  ...CALL_BUTTONS,
  "note",
  "to",
  "filter",
];

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
    const isScreen = actorOf(c).kind === "device";
    const shown = { known, isScreen, url, action, back, problem, people, chosen, isPart: isFromHtmx(c) };
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
    const asked = { ...askedIn(form.text, base), personId: form.text("person") };
    if (asked.action.about === "") return ask(c, { ...asked, problem: words.nothing, status: 400 });
    const proven = await whoAnswers(c, form.text, deps);
    if ("problem" in proven) return ask(c, { ...asked, ...proven });
    const refused = await performAs(proven.person, c, deps, asked.action);
    if (refused) return ask(c, { ...asked, ...refused });
    const { id } = proven.person;
    const others = cookies.answered(c).filter((each) => each !== id);
    cookies.setAnswered(c, [id, ...others].slice(0, LATELY_AT_MOST));
    const list = isBulk(asked.action.pressed) ? listOf(base, asked.action) : undefined;
    if (!isFromHtmx(c)) return c.redirect(list ?? asked.back, 303);
    // A part takes nothing else along: the dialog is emptied, and so closed, by one of its own.
    if (list === undefined) return c.html(swap(`#${WHO_DIALOG}`, "", "innerHTML") + undoPart(c, siteConfig));
    c.header("HX-Redirect", list);
    return c.html("");
  }

  return new Hono()
    .get("/", (c) => {
      const query = { back: cameFrom(c), ...c.req.query() };
      const asked = {
        ...askedIn((name) => query[name as "back"] ?? "", base),
        personId: c.req.query("person"),
      };
      if (asked.action.about !== "") return ask(c, asked);
      return ask(c, { ...asked, problem: words.nothing, status: 400 });
    })
    .post("/", answer)
    .post("/remember", async (c) => {
      cookies.setRemembers(c, (await formOf(c)).text("remember") === "1");
      return c.redirect(`${base}/settings/people`, 303);
    });
}

function askedIn(field: Form["text"], base: string): Asked {
  const fields = Object.fromEntries(FIELDS.map((name) => [name, field(name)]));
  return { action: readAlarmAction(fields), back: ownPath(field("back"), base) };
}

/** The change is the person's: in the alarm, in its events and in the audit log. The page is not. */
async function performAs(person: Actor, c: Context, deps: Deps, action: AlarmAction) {
  const reader = actorOf(c);
  c.set("actor", person);
  try {
    const refused = await performAlarmAction(c, deps, action);
    if (!refused) return undefined;
    return { problem: refusal.parse(await refused.json()).error.message, status: refused.status };
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    return { problem: error.message, status: 409 };
  } finally {
    c.set("actor", reader);
  }
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
