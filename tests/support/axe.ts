import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Of a rule that everything breaks, a few elements say enough. */
const SHOWN = 3;

/**
 * The complaints of axe about a page as it stands, in both themes: each rule broken, with the elements that break it.
 * @param part selector of the only part to look at
 */
export async function complaintsOfAxe(page: Page, part = "html"): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light" });
  const light = await run(page, part, (axe) => axe.withTags(TAGS));
  await page.emulateMedia({ colorScheme: "dark" });
  // A theme is colours: nothing else that axe looks at differs.
  const dark = await run(page, part, (axe) => axe.withRules(["color-contrast", "link-in-text-block"]));
  return [...light, ...dark.map((complaint) => `dark: ${complaint}`)];
}

async function run(page: Page, part: string, rules: (axe: AxeBuilder) => AxeBuilder): Promise<string[]> {
  // In legacy mode axe opens no further page to sum up what it has found in frames; there are no frames. Without the
  // details of all that is well, an analysis takes half the time.
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .include(part)
    .setLegacyMode();
  const { violations } = await rules(axe).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, SHOWN)
      .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} — ${failureSummary}`),
  );
}
