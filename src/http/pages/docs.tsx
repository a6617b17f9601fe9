import { Hono } from "hono";
import { generateSpecs } from "hono-openapi";
import { type ApiDocument, DocsPage } from "../../../views/docs/docs";
import { needed } from "../../people/permissions";
import { text } from "../../words/text";
import { ROUTE_ACTIONS } from "../access/route_actions";
import { type SiteConfig, pageContext } from "../page_context";

const INFO = {
  title: text.docs.api,
  version: "1.0.0",
  description: text.docs.about,
};

/** How a program says who it is. */
const SCHEMES = { securitySchemes: { token: { type: "http", scheme: "bearer" } } } as const;

/** The API, described by the schemas that validate its requests, for programs and for people. */
export function docsRoutes(siteConfig: SiteConfig, api: Hono) {
  const document = async () =>
    withNeeds(await generateSpecs(api, { documentation: { info: INFO, components: SCHEMES } }));
  return new Hono()
    .get("/openapi.json", async (c) => c.json(await document()))
    .get("/docs", async (c) => {
      const site = pageContext(siteConfig, c, "plain", null);
      const described = (await document()) as ApiDocument;
      return c.html(
        <DocsPage site={site} document={described} documentUrl={`${siteConfig.base}/openapi.json`} />,
      );
    });
}

type Document = Awaited<ReturnType<typeof generateSpecs>>;

/** Says of each call what it needs where ACCESS does not grant it: a role, or a token with a scope. */
function withNeeds(document: Document): Document {
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    const pattern = path.replace(/\{(\w+)\}/g, ":$1");
    for (const [method, operation] of Object.entries(operations ?? {})) {
      const action = ROUTE_ACTIONS[`${method.toUpperCase()} ${pattern}`];
      if (action === undefined || typeof operation !== "object") continue;
      const { role, scope } = needed(action);
      const needs = text.access.needs(role ?? "administrator", scope);
      const said = operation as { description?: string };
      Object.assign(said, {
        security: scope ? [{ token: [] }] : [],
        description: [said.description, needs].filter(Boolean).join("\n\n"),
      });
    }
  }
  return document;
}
