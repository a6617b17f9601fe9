import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import { ImportPage, type ImportResult } from "../../../../views/alarms/import";
import type { CatalogueChange } from "../../../alarms/catalogue/change";
import { isUtf8, NOT_UTF8 } from "../../../domain/text";
import { Conflict } from "../../../store/errors";
import { guidanceScopeText } from "../../../words/guidance_text";
import { text } from "../../../words/text";
import { byOf } from "../../access/identify";
import { changeCatalogue, checkCatalogue } from "../../catalogue";
import { fieldChanges } from "../../catalogue_changes";
import { refuse } from "../../error_response";
import { pageContext } from "../../page_context";
import { isForm, readForm } from "../../validation";
import type { CataloguePageDeps } from "./catalogue_pages";

const SHOWN_AT_MOST = 200;

/** Limits and guidance from a file: checked whole, shown, and made when somebody says so. It works without script. */
export function catalogueImportRoutes(deps: CataloguePageDeps) {
  const { siteConfig, machineRegistry } = deps;
  const url = `${siteConfig.base}/alarms/catalogue/import`;

  function page(c: Context, result?: ImportResult, status: 200 | 400 | 409 = 200) {
    const site = {
      ...pageContext(siteConfig, c, "plain", "anomalies"),
      pageCss: siteConfig.catalogueCss,
      still: true,
    };
    return c.html(<ImportPage site={site} action={url} result={result} />, status);
  }

  /** What would change, with the text that would change it, so that nothing else is made than what is looked at. */
  function preview(csv: string, change: CatalogueChange, lines: number, isChanged: boolean): ImportResult {
    const changes = fieldChanges(change);
    const name = (id: string) => machineRegistry.find(id)?.name;
    return {
      ...{ kind: "preview", csv, seen: fingerprint(change), lines, isChanged, count: changes.length },
      changes: changes
        .slice(0, SHOWN_AT_MOST)
        .map((each) => ({ ...each, about: guidanceScopeText(each.scope, name) })),
    };
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/", async (c) => {
      if (!isForm(c)) return refuse(c, 415, "Send a form here; by a program: PUT /api/v1/alarms/catalogue");
      const form = await readForm(c);
      const csv = await csvIn(form);
      if (typeof csv !== "string") return page(c, { kind: "refused", problem: csv.problem }, 400);
      const checked = await checkCatalogue(deps, csv);
      if ("problems" in checked) return page(c, { kind: "wrong", problems: checked.problems, csv }, 400);
      const { change, lines } = checked;
      if (form.seen === undefined) return page(c, preview(csv, change, lines, false));
      if (form.seen !== fingerprint(change)) return page(c, preview(csv, change, lines, true), 409);
      try {
        await changeCatalogue(deps, change, byOf(c));
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        return page(c, { kind: "refused", problem: error.message }, 409);
      }
      return page(c, { kind: "done", count: fieldChanges(change).length });
    });
}

/** The text of the file, or else what was pasted. */
async function csvIn(form: Record<string, unknown>): Promise<string | { problem: string }> {
  const { file, csv } = form;
  if (file instanceof File && file.size > 0) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return isUtf8(bytes) ? new TextDecoder().decode(bytes) : { problem: `${file.name} ${NOT_UTF8}` };
  }
  if (typeof csv === "string" && csv.trim() !== "") return csv;
  return { problem: text.catalogueImport.empty };
}

/** A change is known again by it: another change has another one. */
const fingerprint = (change: CatalogueChange) =>
  createHash("sha256").update(JSON.stringify(change)).digest("base64url");
