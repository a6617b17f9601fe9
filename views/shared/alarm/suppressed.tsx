import type { Site } from "../../../src/http/page_context";
import { text } from "../../../src/words/text";

const words = text.suppression;

/** The number of suppressed alarms. The page pushes it into the link that stands round it. */
export function SuppressedCount({ count }: { count: number }) {
  return <span id="suppressed-count">{count === 0 ? words.none : words.count(count)}</span>;
}

/** Leads to what is suppressed. It is there without any too: from there a time in maintenance is planned. */
export function SuppressedLink({
  site: { base, theme },
  count,
}: {
  site: Pick<Site, "base" | "theme">;
  count: number;
}) {
  return (
    <a href={suppressedUrl(base, theme)}>
      <SuppressedCount count={count} />
    </a>
  );
}

/** The page that lists what is suppressed. */
export function suppressedUrl(base: string, theme?: Site["theme"]): string {
  return `${base}/alarms/suppressed${theme ? `?theme=${theme}` : ""}`;
}
