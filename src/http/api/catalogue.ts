import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import { guidanceKey } from "../../domain/alarm/guidance";
import { iso } from "../../domain/iso";
import { isUtf8, NOT_UTF8 } from "../../domain/text";
import { byOf } from "../access/identify";
import {
  type CatalogueDeps,
  cataloguePage,
  changeCatalogue,
  checkCatalogue,
  type ShownEntry,
} from "../catalogue";
import { type FieldChange, fieldChanges } from "../catalogue_changes";
import { catalogueCsvOf, CATALOGUE_CSV } from "../catalogue_csv";
import { catalogueFilter, narrowedBy } from "../catalogue_filter";
import { refuse, refuseConflict } from "../error_response";
import { count, query } from "../validation";
import { guidanceJson } from "./json/guidance_json";

const listQuery = catalogueFilter.extend({
  offset: z.coerce.number().int().min(0).max(1e9).default(0),
  limit: count(1000, 100),
});
const importQuery = z.strictObject({ dry_run: z.enum(["0", "1", "true", "false"]).default("0") });
const CHANGES_AT_MOST = 1000;

/** Every alarm that can occur, as JSON and CSV; a CSV changes limits and guidance, as a whole or not at all. */
export function catalogueRoutes(deps: CatalogueDeps) {
  return new Hono()
    .get(
      "/",
      describeRoute({ summary: "Every alarm that can occur, with its limit and what to do about it" }),
      query(listQuery),
      async (c) => {
        const { offset, limit, ...filter } = c.req.valid("query");
        const { entries, total } = await cataloguePage(deps, narrowedBy(deps, filter), { offset, limit });
        return c.json({ total_count: total, offset, entries: entries.map(entryJson) });
      },
    )
    .get("/export.csv", describeRoute({ summary: "The alarm catalogue as CSV" }), async (c) =>
      c.body(await catalogueCsvOf(deps), 200, CATALOGUE_CSV),
    )
    .put(
      "/",
      describeRoute({ summary: "Set limits and guidance by CSV; with dry_run=1 only say what would change" }),
      query(importQuery),
      async (c) => {
        const type = c.req.header("content-type") ?? "";
        if (!/^text\/csv\b/i.test(type))
          return refuse(c, 415, `Content-Type ${JSON.stringify(type)} is not understood here: send text/csv`);
        if (!isUtf8(new Uint8Array(await c.req.arrayBuffer()))) return refuse(c, 400, `The body ${NOT_UTF8}`);
        const checked = await checkCatalogue(deps, await c.req.text());
        if ("problems" in checked) {
          const [first] = checked.problems;
          const more = checked.problems.length - 1;
          const sentence = `Line ${first?.line}, ${first?.column || "the file"}: ${first?.problem}`;
          return refuse(c, 400, more > 0 ? `${sentence}; and ${more} more` : sentence, checked.problems);
        }
        const isDry = ["1", "true"].includes(c.req.valid("query").dry_run);
        if (!isDry) await changeCatalogue(deps, checked.change, byOf(c));
        const changes = fieldChanges(checked.change);
        const shown = changes.slice(0, CHANGES_AT_MOST).map(changeJson);
        return c.json({
          applied: !isDry,
          lines: checked.lines,
          changes_count: changes.length,
          changes: shown,
        });
      },
    )
    .onError(refuseConflict);
}

function entryJson({ machine, guidance, changed, range, ...entry }: ShownEntry) {
  return {
    ...entry,
    machine_id: machine?.id ?? null,
    machine_name: machine?.name ?? null,
    machine_type: machine?.type ?? null,
    ...(range ? { low: range.low, high: range.high } : {}),
    ...(guidance ? { guidance: guidanceJson(guidance) } : {}),
    changed_at: changed ? iso(changed.at) : null,
    changed_by: changed?.by ?? null,
  };
}

const changeJson = ({ scope, of, field, before, after }: FieldChange) => ({
  ...scope,
  of,
  scope: guidanceKey(scope),
  field,
  before,
  after,
});
