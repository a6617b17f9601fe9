import { Hono } from "hono";
import { generateSpecs } from "hono-openapi";
import { type ApiDocument, DocsPage } from "../../../views/docs/docs";
import { text } from "../../words/text";
import { type SiteConfig, pageContext } from "../page_context";

const INFO = {
  title: text.docs.api,
  version: "1.0.0",
  description: text.docs.about,
};

/** The API, described by the schemas that validate its requests, for programs and for people. */
export function docsRoutes(siteConfig: SiteConfig, api: Hono) {
  const document = () => generateSpecs(api, { documentation: { info: INFO } });
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
