/** The number of passed tests, and the names of those that failed or were skipped. */
export type Tally = { passed: number; failures: string[] };

/**
 * Reads the report that `bun test --reporter=junit` writes; none at all counts as nothing passed and nothing
 * failed.
 */
export async function readJunit(path: string): Promise<Tally> {
  const file = Bun.file(path);
  return (await file.exists()) ? tallyOf(await file.text()) : { passed: 0, failures: [] };
}

/** @param report the text of a junit report */
export function tallyOf(report: string): Tally {
  const tally: Tally = { passed: 0, failures: [] };
  for (const [, attributes = "", content = ""] of report.matchAll(
    /<testcase ([^>]*?)(?:\/>|>([^]*?)<\/testcase>)/g,
  )) {
    const attribute = (name: string) => plain(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "");
    const title = [attribute("file"), attribute("classname"), attribute("name")].filter(Boolean).join(" > ");
    if (content.includes("<skipped")) tally.failures.push(`${title} (skipped)`);
    else if (/<(failure|error)\b/.test(content)) tally.failures.push(title);
    else tally.passed += 1;
  }
  return tally;
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function plain(text: string): string {
  return text.replaceAll(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
