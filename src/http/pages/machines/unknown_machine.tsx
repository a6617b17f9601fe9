import type { Context } from "hono";
import { ErrorPage } from "../../../../views/layout/error";
import { text } from "../../../words/text";
import { pageContext, type SiteConfig } from "../../page_context";

/** The page for a machine that nobody has registered. @param asked the name or id in the address */
export function unknownMachinePage(c: Context, siteConfig: SiteConfig, asked: string) {
  const site = pageContext(siteConfig, c, "plain", "machines");
  return c.html(<ErrorPage site={site} status={404} sentence={text.noSuchMachine(asked)} />, 404);
}
