import type { Context } from "hono";
import { badgeOf, isBadge, isPin } from "../../../people/credentials";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import { byOf } from "../../access/identify";
import { pathId } from "../../validation";

type Stores = {
  people: Pick<Store["people"], "setPin">;
  answerers: Pick<Store["answerers"], "setBadge">;
};

/**
 * Sets the PIN or badge of the person of the address, or takes it away when nothing was typed.
 * @returns whether there is such a person, or what is wrong with what was typed
 * @throws {Conflict} when it is the badge of somebody else
 */
export async function setAnswerSecret(
  c: Context,
  { people, answerers }: Stores,
  kind: "pin" | "badge",
  sent: string,
): Promise<boolean | { problem: string }> {
  const typed = badgeOf(sent);
  if (typed !== "" && !(kind === "pin" ? isPin : isBadge)(typed))
    return { problem: kind === "pin" ? text.me.badPin : text.answering.set.badBadge };
  if (kind === "pin") return people.setPin(pathId(c), typed || null, byOf(c));
  return answerers.setBadge(pathId(c), typed || null, byOf(c));
}
