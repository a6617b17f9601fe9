import type { Context } from "hono";
import { actorOf } from "./identify";

/**
 * Under which name somebody acts. Where ACCESS is open it is the name that they give, else who they are at the door,
 * whatever name they send: a name that somebody else could have given says nothing.
 * @returns undefined when nobody is known and no name was given
 */
export function answeringAs(
  c: Context,
  given: string | undefined,
): { by: string; by_id?: string } | undefined {
  const actor = actorOf(c);
  const known = "id" in actor ? { by: actor.name, by_id: actor.id } : undefined;
  if (c.get("accessMode") !== "open" && known) return known;
  if (!given) return known;
  return known?.by === given ? known : { by: given };
}
