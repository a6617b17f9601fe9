import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { UNDO_WITHIN_MS } from "../alarms/undo";
import type { Alarm } from "../domain/alarm/alarm";

/** For as long as its act can be taken back, the cookie tells the next page of it: with script and without. */
const COOKIE = "andon-undo";
const MACHINE_AT_MOST = 120;

/** The buttons of the alarm form whose act can be taken back. */
export const UNDOABLE = ["acknowledge", "resolve", "false_alarm", "assign"] as const;

const offer = z.object({
  act: z.enum(UNDOABLE),
  id: z.string().max(120),
  machine: z.string().nullable(),
  by: z.string().max(80),
});
/** What this browser has just done, and may take back. `by`: the name that it gave. */
export type UndoOffer = z.infer<typeof offer>;

/** Says to this browser that it may take its act back, or that there is none any more. */
export function offerUndo(
  c: Context,
  base: string,
  done: { act: UndoOffer["act"]; alarm: Alarm; by: string } | undefined,
) {
  const { id, machine_name } = done?.alarm ?? { id: "", machine_name: null };
  const machine = machine_name?.slice(0, MACHINE_AT_MOST).toWellFormed() ?? null;
  const value = done && ({ act: done.act, id, machine, by: done.by } satisfies UndoOffer);
  const maxAge = value ? UNDO_WITHIN_MS / 1000 : 0;
  c.set("undoOffer", value);
  setCookie(c, COOKIE, value ? JSON.stringify(value) : "", {
    ...{ path: base || "/", maxAge, sameSite: "Lax", httpOnly: true },
  });
}

/** What this request has done and may be taken back. */
export const undoOfferOf = (c: Context): UndoOffer | undefined => c.get("undoOffer");

/** What this browser has done just before, and may take back. */
export function undoOffer(c: Context): UndoOffer | undefined {
  try {
    const { success, data } = offer.safeParse(JSON.parse(getCookie(c, COOKIE) ?? ""));
    return success ? data : undefined;
  } catch {
    return undefined;
  }
}
