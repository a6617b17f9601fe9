import { type Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import type { z } from "zod";
import { type FormErrors, type FormValues, MachineFormPage } from "../../../../views/machines/machine_form";
import { machineUrl } from "../../../../views/machines/machines";
import { type Machine, type MachineChange, machineChange, newMachine } from "../../../domain/machine/machine";
import { Conflict, FeedingLoop } from "../../../store/errors";
import { text } from "../../../words/text";
import { answeringAs } from "../../access/answering_as";
import { machineChanges, type MachineChangeDeps } from "../../machine_changes";
import { NAME_COOKIE, pageContext, type SiteConfig } from "../../page_context";
import { byOf } from "../../access/identify";
import { pathId, readForm } from "../../validation";
import { parseForm, typedMachine } from "./machine_form";
import { unknownMachinePage } from "./unknown_machine";

const words = text.machines;

export type FormDeps = MachineChangeDeps & { siteConfig: SiteConfig };

/** Receives the forms that register and change machines. */
export function formRoutes(deps: FormDeps) {
  const { siteConfig, machineRegistry } = deps;
  const machines = machineChanges(deps);
  return new Hono()
    .post("/", (c) => save(c, deps, newMachine, (fields) => machines.register(fields, byOf(c))))
    .post("/:id", (c) => {
      const machine = machineRegistry.find(pathId(c));
      if (!machine) return unknownMachinePage(c, siteConfig, pathId(c));
      const named = answeringAs(c, getCookie(c, NAME_COOKIE))?.by;
      const write = (change: MachineChange) => machines.change(machine.id, change, named, byOf(c));
      return save(c, deps, machineChange, write, machine);
    });
}

type Form = { machine?: Machine; values: FormValues; errors?: FormErrors };

/** Shows the form of a machine, or of a new one. */
export function showForm(
  c: Context,
  { siteConfig, site: plant }: Pick<FormDeps, "siteConfig" | "site">,
  { machine, values, errors = {} }: Form,
  status: 200 | 400 | 409 = 200,
) {
  const site = { ...pageContext(siteConfig, c, "plain", "machines"), still: true };
  const url = machine ? machineUrl(siteConfig, machine.id) : `${siteConfig.base}/machines`;
  return c.html(
    <MachineFormPage
      site={site}
      title={machine ? words.editOf(machine.name) : words.register}
      action={url}
      back={url}
      values={values}
      errors={errors}
      areas={plant.areas().all()}
    />,
    status,
  );
}

/** Saves a form, or shows it again with the reasons. */
async function save<S extends z.ZodType>(
  c: Context,
  deps: FormDeps,
  schema: S,
  write: (fields: z.output<S>) => Promise<Machine | undefined>,
  machine?: Machine,
) {
  const { siteConfig } = deps;
  const values = typedMachine(await readForm(c));
  const parsed = parseForm(schema, values);
  if ("errors" in parsed) return showForm(c, deps, { machine, values, errors: parsed.errors }, 400);
  try {
    const saved = await write(parsed.fields);
    if (!saved) return await unknownMachinePage(c, siteConfig, machine?.name ?? values.name);
    const theme = pageContext(siteConfig, c, "plain", null).theme;
    return c.redirect(machineUrl(siteConfig, saved.id) + (theme ? `?theme=${theme}` : ""), 303);
  } catch (error) {
    if (error instanceof HTTPException && error.status === 400 && error.message.startsWith("fed_by: "))
      return showForm(c, deps, { machine, values, errors: { fed_by: error.message.slice(8) } }, 400);
    if (!(error instanceof Conflict)) throw error;
    const field = error instanceof FeedingLoop ? "fed_by" : "name";
    return showForm(c, deps, { machine, values, errors: { [field]: error.message } }, 409);
  }
}
