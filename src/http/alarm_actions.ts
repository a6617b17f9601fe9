import type { Context } from "hono";
import { setCookie } from "hono/cookie";
import type { Store } from "../store/store";
import type { Alarm } from "../domain/alarm/alarm";
import { type Acknowledgement, NOTE_AT_MOST } from "../domain/alarm/life";
import { cut } from "../domain/text";
import { alarmQueryOf, byMachineId, parseAlarmFilter } from "./pages/anomalies/alarm_filter";
import { NAME_COOKIE, type SiteConfig } from "./page_context";
import { answeringAs } from "./access/answering_as";
import { byOf } from "./access/identify";
import type { By } from "../people/actor";
import { refuse, unknownMachine } from "./error_response";
import { acceptAsNormal, type AlarmFeedbackDeps } from "./alarm_feedback";
import { readShelving, shelveAlarm, type ShelveDeps, unshelveAlarm } from "./shelve";

const YEAR_SECONDS = 31_536_000;
const NAME_AT_MOST = 80;
/** Who acts where nobody is known and no name was given. */
export const NOBODY = "Board";

/** The buttons of the alarm form; each one's value names its subject, such as an alarm's id. */
const BUTTONS = [
  "acknowledge",
  "resolve",
  "false_alarm",
  "accept_as_normal",
  "acknowledge_all",
  "shelve",
  "unshelve",
] as const;

/** A person's action on alarms, from a form. The name is "" when none was given. */
export type AlarmAction = {
  pressed: (typeof BUTTONS)[number];
  about: string;
  name: string;
  note: string | undefined;
  /** The filter of the list when all of it is acknowledged, as in its address. */
  filter: string;
};

export type AlarmActionDeps = AlarmFeedbackDeps &
  ShelveDeps & { siteConfig: SiteConfig; store: Pick<Store, "alarms"> };

/** Reads the alarm form; without a button it acknowledges nothing. */
export function readAlarmAction(form: Record<string, string | File | (string | File)[]>): AlarmAction {
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
  const acknowledgement = { ...(answeringAs(c, name) ?? { by: NOBODY }), note };
  if (pressed === "acknowledge_all") return acknowledgeAll(c, deps, action, acknowledgement);
  if (pressed === "accept_as_normal") {
    const machine = deps.machineRegistry.find(about);
    if (!machine) return unknownMachine(c, about);
    const accepted = await acceptAsNormal(c, deps, machine, acknowledgement);
    return accepted.ok ? undefined : accepted;
  }
  const isShelving = pressed === "shelve" || pressed === "unshelve";
  const alarm = await (isShelving
    ? shelveOrEnd(deps, pressed, about, acknowledgement, byOf(c))
    : changeAlarm(deps, pressed, about, acknowledgement, byOf(c)));
  if (!alarm) return refuse(c, 404, `There is no alarm ${JSON.stringify(about)}`);
}

/** @param about of a button that shelves "1h" and the alarm's id */
function shelveOrEnd(
  deps: AlarmActionDeps,
  pressed: "shelve" | "unshelve",
  about: string,
  acknowledgement: Acknowledgement,
  by: By,
): Promise<Alarm | undefined> {
  if (pressed === "unshelve") return unshelveAlarm(deps, about, acknowledgement, by);
  const { id, span } = readShelving(about);
  return span ? shelveAlarm(deps, { id, span, ...acknowledgement }, by) : Promise.resolve(undefined);
}

function changeAlarm(
  { store: { alarms }, now }: AlarmActionDeps,
  pressed: "acknowledge" | "resolve" | "false_alarm",
  id: string,
  acknowledgement: Acknowledgement,
  by: By,
): Promise<Alarm | undefined> {
  return alarms[pressed === "false_alarm" ? "falseAlarm" : pressed](id, acknowledgement, now(), by);
}

/** Acknowledges the alarms that the list showed when it was drawn, in batches, so that screens keep up. */
async function acknowledgeAll(
  c: Context,
  deps: AlarmActionDeps,
  { about, filter }: AlarmAction,
  acknowledgement: Acknowledgement,
): Promise<Response | undefined> {
  const asOf = Number(about);
  if (!Number.isSafeInteger(asOf))
    return refuse(
      c,
      400,
      `acknowledge_all: expected the number that the page was drawn with, got ${JSON.stringify(about)}`,
    );
  const { store, siteConfig, now } = deps;
  const listed = parseAlarmFilter(filter);
  if ("unread" in listed)
    return refuse(
      c,
      400,
      `filter: ${JSON.stringify(cut(listed.unread, 80))} is no part of a list of alarms, and nothing was answered`,
    );
  const named = byMachineId(listed.filter, deps.machineRegistry);
  const asked = alarmQueryOf(named, siteConfig.plant.timezone, now());
  // A later moment than now would include alarms that nobody has seen.
  const upTo = Math.min(asOf, (await store.alarms.unacknowledged(asked)).asOf);
  while ((await store.alarms.acknowledgeBatch(asked, upTo, acknowledgement, now(), byOf(c))) > 0);
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
