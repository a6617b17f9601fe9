import axe, { type RunOptions } from "axe-core";
import type { Page } from "playwright-core";

type Axe = typeof axe;

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** A theme is colours: nothing else that axe looks at differs between the two. */
const THEMED_RULES = ["color-contrast", "link-in-text-block"];
/** Of a rule that everything breaks, a few elements say enough. */
const SHOWN = 3;

/**
 * The complaints of axe about a page as it stands, in both themes: each rule broken, with the elements that
 * break it.
 * @param part selector of the only part to look at
 */
export async function complaintsOfAxe(page: Page, part = "html"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  await page.emulateMedia({ colorScheme: "light" });
  const light = await run(page, part, { runOnly: { type: "tag", values: TAGS } });
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await run(page, part, { runOnly: { type: "rule", values: THEMED_RULES } });
  return [...light, ...dark.map((complaint) => `dark: ${complaint}`)];
}

async function run(page: Page, part: string, options: RunOptions): Promise<string[]> {
  const violations = await page.evaluate(
    async ([part, options]) => {
      const { axe } = window as unknown as { axe: Axe };
      // Without the details of all that is well, an analysis takes half the time.
      const { violations } = await axe.run(part, { ...options, resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
      }));
    },
    [part, options] as const,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, SHOWN)
      .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} — ${failureSummary}`),
  );
}
