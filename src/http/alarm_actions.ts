import type { Context } from "hono";
import { setCookie } from "hono/cookie";
import type { Store } from "../store/store";
import { type Acknowledgement, type Alarm, NOTE_AT_MOST } from "../domain/alarm/alarm";
import { cut } from "../domain/text";
import { askedOf, filterSaid } from "./pages/anomalies/alarm_filter";
import { ANSWERS_AS, type SiteConfig } from "./page_context";
import { refuse, unknownMachine } from "./error_response";
import { acceptAsNormal, callFalse, type AlarmFeedbackDeps } from "./alarm_feedback";

const YEAR_SECONDS = 31_536_000;
const NAME_AT_MOST = 80;
const NOBODY = "Board";

/** The buttons of the form "answer"; the value of each is what it is about. */
const BUTTONS = ["acknowledge", "resolve", "false_alarm", "accept_as_normal", "acknowledge_all"] as const;

/** What somebody has said of alarms by a button. The name is "" when none was given. */
export type Answer = {
  pressed: (typeof BUTTONS)[number];
  about: string;
  name: string;
  note: string | undefined;
  /** What the list was narrowed to when all of it is answered, as in its address. */
  filter: string;
};

export type AlarmActionDeps = AlarmFeedbackDeps & { siteConfig: SiteConfig; store: Pick<Store, "alarms"> };

/** Reads a form; one without a button is an acknowledgement of nothing. */
export function answerOf(form: Record<string, string | File | (string | File)[]>): Answer {
  const field = (name: string) => (typeof form[name] === "string" ? form[name].trim() : "");
  const pressed = BUTTONS.find((name) => field(name)) ?? "acknowledge";
  return {
    pressed,
    about: field(pressed),
    name: cut(field("by"), NAME_AT_MOST),
    note: cut(field("note"), NOTE_AT_MOST) || undefined,
    filter: field("filter"),
  };
}

/** Does what the button asks for; a response when it is refused. @throws {Conflict} when the alarm is resolved */
export async function answered(
  c: Context,
  deps: AlarmActionDeps,
  answer: Answer,
): Promise<Response | undefined> {
  const { pressed, about, name, note } = answer;
  const said = { by: name || NOBODY, note };
  if (pressed === "acknowledge_all") return acknowledgeAll(c, deps, answer, said);
  if (pressed === "accept_as_normal") {
    const machine = deps.machineRegistry.find(about);
    if (!machine) return unknownMachine(c, about);
    const accepted = await acceptAsNormal(c, deps, machine, said);
    return accepted.ok ? undefined : accepted;
  }
  const alarm = await answerOne(deps, pressed, about, said);
  if (!alarm) return refuse(c, 404, `There is no alarm ${JSON.stringify(about)}`);
}

function answerOne(
  deps: AlarmActionDeps,
  pressed: "acknowledge" | "resolve" | "false_alarm",
  id: string,
  said: Acknowledgement,
): Promise<Alarm | undefined> {
  if (pressed === "false_alarm") return callFalse(deps, id, said);
  return deps.store.alarms[pressed](id, said, deps.now());
}

/** All that the list held when it was drawn and nobody has answered, some at a time, so that screens follow. */
async function acknowledgeAll(
  c: Context,
  deps: AlarmActionDeps,
  { about, filter }: Answer,
  said: Acknowledgement,
): Promise<Response | undefined> {
  const mark = Number(about);
  if (!Number.isSafeInteger(mark))
    return refuse(
      c,
      400,
      `acknowledge_all: expected the mark that the page was drawn with, got ${JSON.stringify(about)}`,
    );
  const { store, siteConfig, now } = deps;
  const listed = filterSaid(filter);
  if ("unread" in listed)
    return refuse(
      c,
      400,
      `filter: ${JSON.stringify(cut(listed.unread, 80))} is no part of a list of alarms, and nothing was answered`,
    );
  const asked = askedOf(listed.filter, siteConfig.plant.timezone, now());
  // Past the newest mark would be alarms that nobody has seen.
  const upTo = Math.min(mark, (await store.alarms.unanswered(asked)).mark);
  while ((await store.alarms.acknowledgeSome(asked, upTo, said, now())) > 0);
}

/** This browser answers under that name from now on. */
export function keepName(c: Context, base: string, name: string) {
  if (!name) return;
  setCookie(c, ANSWERS_AS, name, {
    path: base || "/",
    maxAge: YEAR_SECONDS,
    sameSite: "Lax",
    httpOnly: true,
  });
}
