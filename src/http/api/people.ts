import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import { iso } from "../../domain/iso";
import { flag, omittable } from "../../domain/lenient_schema";
import { foldName } from "../../domain/text";
import { ROLES } from "../../people/actor";
import { isLogin, loginOf } from "../../people/credentials";
import type { Person } from "../../store/people/person_row";
import { text } from "../../words/text";
import { byOf } from "../access/identify";
import { servedAt, signInLink } from "../access/link_address";
import { type PersonalDataDeps, personalData } from "./personal_data";
import { refuse, refuseConflict } from "../error_response";
import type { PeopleDeps } from "../pages/people/people";
import { body, pathId } from "../validation";

const fields = {
  name: z.string().overwrite(foldName).min(1).max(80),
  login: z.string().transform(loginOf).refine(isLogin, text.signIn.noLogin),
  role: z.enum(ROLES),
};
const newPerson = z.strictObject(fields);
const personChange = z
  .strictObject({
    name: omittable(fields.name),
    role: omittable(fields.role),
    is_active: omittable(flag),
  })
  .refine(
    (change) => Object.values(change).some((value) => value !== undefined),
    "name at least one field to change",
  );

/** The people who may sign in. */
export function personRoutes(deps: PeopleDeps & PersonalDataDeps) {
  const { people, oneUseLinks } = deps.store;
  return new Hono()
    .get("/", describeRoute({ summary: "List the people who may sign in" }), async (c) =>
      c.json({ people: (await people.list()).map(personJson) }),
    )
    .post("/", describeRoute({ summary: "Add a person" }), body(newPerson), async (c) =>
      c.json(personJson(await people.add(c.req.valid("json"), byOf(c))), 201),
    )
    .get("/:id", describeRoute({ summary: "One person" }), async (c) => {
      const person = await people.find(pathId(c));
      return person ? c.json(personJson(person)) : unknown(c);
    })
    .patch("/:id", describeRoute({ summary: "Change a person" }), body(personChange), async (c) => {
      const person = await people.change(pathId(c), c.req.valid("json"), byOf(c));
      return person ? c.json(personJson(person)) : unknown(c);
    })
    .post("/:id/link", describeRoute({ summary: "A link by which a person sets a password" }), async (c) => {
      const person = await people.find(pathId(c));
      if (!person) return unknown(c);
      const key = await oneUseLinks.toPerson(person.id, byOf(c));
      return c.json({ link: signInLink(servedAt(c, deps), key) }, 201);
    })
    .get("/:id/export", describeRoute({ summary: "All that is held of a person" }), async (c) => {
      const person = await people.find(pathId(c));
      if (!person) return unknown(c);
      c.header("Cache-Control", "no-store");
      c.header("Content-Disposition", 'attachment; filename="person.json"');
      return c.json(await personalData(deps, person));
    })
    .post(
      "/:id/erase",
      describeRoute({ summary: "Erase a person; their name becomes one that tells nothing" }),
      async (c) => {
        const id = pathId(c);
        const name = await deps.store.personalData.erase(id, text.people.former, byOf(c));
        return name === undefined ? unknown(c) : c.json({ id, name });
      },
    )
    .onError(refuseConflict);
}

const unknown = (c: Context) => refuse(c, 404, `There is no person ${JSON.stringify(pathId(c))}`);

function personJson({ created_at, ...person }: Person) {
  return { ...person, created_at: iso(created_at) };
}
