import type { Context } from "hono";
import type { Assignee } from "../domain/alarm/answer";
import { foldName } from "../domain/text";
import type { Store } from "../store/store";
import { refuse } from "./error_response";

export type AssigneeDeps = { store: { people: Pick<Store["people"], "list"> } };

/** The people that an alarm can be assigned to, by name. */
export async function assignees({ store }: AssigneeDeps): Promise<{ id: string; name: string }[]> {
  const people = await store.people.list();
  return people.filter(({ is_active }) => is_active).map(({ id, name }) => ({ id, name }));
}

/**
 * Who is meant by an id or a name. Where ACCESS is open a name that nobody here has is taken as it is given.
 * @returns undefined when nobody is meant
 */
export async function assigneeNamed(
  c: Context,
  deps: AssigneeDeps,
  word: string,
): Promise<Assignee | undefined> {
  const wanted = foldName(word);
  const people = await assignees(deps);
  const isNamed = ({ name }: { name: string }) => name.toLowerCase() === wanted.toLowerCase();
  const known = people.find(({ id }) => id === word) ?? only(people.filter(isNamed));
  if (known) return known;
  return takesAnyName(c) && wanted !== "" ? { name: wanted } : undefined;
}

/** Whether an alarm can be assigned to somebody whom nobody has put in here. */
export const takesAnyName = (c: Context): boolean => c.get("accessMode") === "open";

/** Two people of one name: which of them is meant says only an id. */
function only<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

export function unknownPerson(c: Context, asked: string) {
  return refuse(
    c,
    404,
    `There is no person ${JSON.stringify(asked)} to assign this to, or there are several`,
  );
}
