import type { Context } from "hono";
import { setCookie } from "hono/cookie";
import type { Store } from "../store/store";
import type { Alarm } from "../domain/alarm/alarm";
import { type Acknowledgement, type Assignee, NOTE_AT_MOST } from "../domain/alarm/answer";
import { cut } from "../domain/text";
import { alarmQueryOf, named, parseAlarmFilter } from "./pages/anomalies/alarm_filter";
import { NAME_COOKIE, type SiteConfig } from "./page_context";
import { answerAll, type AnswerAllDeps, type BulkAct, BULK_ACTS } from "./answer_all";
import { answeringAs } from "./access/answering_as";
import { type AssigneeDeps, assigneeNamed, unknownPerson } from "./assignee";
import { byOf } from "./access/identify";
import type { By } from "../people/actor";
import type { AskedMachinesDeps } from "./asked_machines";
import { refuse, unknownMachine, unknownWord } from "./error_response";
import { CALL_BUTTONS, type CallActionDeps, isCallButton, performCallAction } from "./call_actions";
import { acceptAsNormal, type AlarmFeedbackDeps } from "./alarm_feedback";
import { readShelving, shelveAlarm, type ShelveDeps, unshelveAlarm } from "./shelve";
import { offerUndo, UNDOABLE } from "./undo_offer";

const YEAR_SECONDS = 31_536_000;
const NAME_AT_MOST = 80;
/** Who acts where nobody is known and no name was given. */
export const NOBODY = "Board";

/** What a person does with one alarm. */
const ALARM_ACTS = ["acknowledge", "resolve", "false_alarm", "undo", "raise", "assign"] as const;
type AlarmAct = (typeof ALARM_ACTS)[number];

/** The buttons of the alarm form; each one's value names its subject, such as an alarm's id. */
const BUTTONS = [
  ...ALARM_ACTS,
  "accept_as_normal",
  "shelve",
  "unshelve",
  ...BULK_ACTS,
  ...CALL_BUTTONS,
] as const;

/** A person's action on alarms, from a form. The name is "" when none was given. */
export type AlarmAction = {
  pressed: (typeof BUTTONS)[number];
  about: string;
  name: string;
  note: string | undefined;
  /** To whom an alarm is assigned, by id or name; "" is nobody. */
  to: string;
  /** The filter of the list when all of it is answered, as in its address. */
  filter: string;
};

export type AlarmActionDeps = AlarmFeedbackDeps &
  AskedMachinesDeps &
  AssigneeDeps &
  ShelveDeps &
  CallActionDeps &
  AnswerAllDeps & { siteConfig: SiteConfig; store: Pick<Store, "alarms" | "calls"> };

/** Reads the alarm form; without a button it acknowledges nothing. */
export function readAlarmAction(form: Record<string, string | File | (string | File)[]>): AlarmAction {
  const field = (name: string) => (typeof form[name] === "string" ? form[name].trim() : "");
  const pressed = BUTTONS.find((name) => field(name)) ?? "acknowledge";
  // Who takes something back is who did it, whatever name stands in the page meanwhile.
  const name = (pressed === "undo" && field("undo_by")) || field("by");
  return {
    pressed,
    about: field(pressed),
    name: cut(name, NAME_AT_MOST),
    note: cut(field("note"), NOTE_AT_MOST) || undefined,
    to: cut(field("to"), NAME_AT_MOST),
    filter: field("filter"),
  };
}

export const isBulk = (pressed: AlarmAction["pressed"]): pressed is BulkAct =>
  BULK_ACTS.some((act) => act === pressed);

/**
 * Performs the action; returns a response when it is refused.
 *
 * @throws {Conflict} when the alarm is resolved
 */
export async function performAlarmAction(
  c: Context,
  deps: AlarmActionDeps,
  action: AlarmAction,
): Promise<Response | undefined> {
  const { pressed, about, name, note } = action;
  const answer = { ...(answeringAs(c, name) ?? { by: NOBODY }), note };
  if (isCallButton(pressed)) return performCallAction(c, deps, { pressed, about, answer });
  if (isBulk(pressed)) return answerMany(c, deps, { ...action, pressed }, answer);
  if (pressed === "accept_as_normal") {
    const machine = deps.machineRegistry.find(about);
    if (!machine) return unknownMachine(c, about);
    const accepted = await acceptAsNormal(c, deps, machine, answer);
    return accepted.ok ? undefined : accepted;
  }
  const assignee = pressed === "assign" && action.to ? await assigneeNamed(c, deps, action.to) : null;
  if (assignee === undefined) return unknownPerson(c, action.to);
  const isShelving = pressed === "shelve" || pressed === "unshelve";
  const at = deps.now();
  const alarm = await (isShelving
    ? shelveOrEnd(deps, pressed, about, answer, byOf(c))
    : changeAlarm(c, deps, { pressed, id: about, to: assignee, answer, at }));
  if (!alarm) return refuse(c, 404, `There is no alarm ${JSON.stringify(about)}`);
  // Where somebody else was quicker, nothing was done that could be taken back.
  const undoable = alarm.updated_at === at ? UNDOABLE.find((each) => each === pressed) : undefined;
  offerUndo(c, deps.siteConfig.base, undoable && { act: undoable, alarm, by: name });
}

type Act = { pressed: AlarmAct; id: string; to: Assignee | null; answer: Acknowledgement; at: number };

/** @param about of a button that shelves "1h" and the alarm's id */
function shelveOrEnd(
  deps: AlarmActionDeps,
  pressed: "shelve" | "unshelve",
  about: string,
  answer: Acknowledgement,
  by: By,
): Promise<Alarm | undefined> {
  if (pressed === "unshelve") return unshelveAlarm(deps, about, answer, by);
  const { id, span } = readShelving(about);
  return span ? shelveAlarm(deps, { id, span, ...answer }, by) : Promise.resolve(undefined);
}

function changeAlarm(
  c: Context,
  { store: { alarms } }: AlarmActionDeps,
  { pressed, id, to, answer, at }: Act,
): Promise<Alarm | undefined> {
  if (pressed === "assign") return alarms.assign(id, to, answer, at, byOf(c));
  return alarms[pressed === "false_alarm" ? "falseAlarm" : pressed](id, answer, at, byOf(c));
}

/** Answers the alarms that the list showed when it was drawn. */
async function answerMany(
  c: Context,
  deps: AlarmActionDeps,
  { pressed, about, filter }: AlarmAction & { pressed: BulkAct },
  answer: Acknowledgement,
): Promise<Response | undefined> {
  const asOf = Number(about);
  if (!Number.isSafeInteger(asOf))
    return refuse(
      c,
      400,
      `${pressed}: expected the number that the page was drawn with, got ${JSON.stringify(about)}`,
    );
  const { siteConfig, now } = deps;
  const listed = parseAlarmFilter(filter);
  if ("unread" in listed)
    return refuse(
      c,
      400,
      `filter: ${JSON.stringify(cut(listed.unread, 80))} is no part of a list of alarms, and nothing was answered`,
    );
  const found = await named(listed.filter, deps);
  if ("unknown" in found) return unknownWord(c, found);
  const query = alarmQueryOf(found.filter, siteConfig.plant.timezone, now(), found.inArea);
  await answerAll(deps, { act: pressed, query, asOf, answer, by: byOf(c) });
}

/** The list that a bulk act was of. */
export function listOf(base: string, { filter }: Pick<AlarmAction, "filter">): string {
  const query = new URLSearchParams(filter);
  return `${base}/anomalies${query.size > 0 ? `?${query}` : ""}`;
}

/** Remembers the name for this browser. */
export function rememberName(c: Context, base: string, name: string) {
  if (!name) return;
  setCookie(c, NAME_COOKIE, name, {
    path: base || "/",
    maxAge: YEAR_SECONDS,
    sameSite: "Lax",
    httpOnly: true,
  });
}
