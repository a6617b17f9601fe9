import { expect, test } from "bun:test";
import { rowOf, tableOf, withRows } from "./table";

const result = (sent: number, more: object = {}) => ({
  ...{ sent, screens: 2, shownOnce: sent, inMore: 0, shownTwice: 0, missing: 0, liveAfterSeconds: 1.23 },
  ...{ tries: 1, ...more },
});
const row = (name: string, sent: number, day = "2026-11-23") => rowOf(name, day, result(sent));

test("a row says what the healthy server said meanwhile, and no cell ends early", () => {
  const said = rowOf("Redis full", "2026-11-28", result(3, { note: "a|b", meanwhile: "/readyz 503 bus" }));
  expect(said).toBe("| Redis full | 2026-11-28 | 3 | 3 + 0 | 0 | 0 | 1.2 | 1 | a\\|b | /readyz 503 bus |");
});

test("fresh rows take the place of theirs, others keep their day, in the order of the list", () => {
  const text = `# The fault suite\n\nHow it was made.\n\n${tableOf([row("b", 1), row("gone", 2)])}\n`;
  const fresh = [row("b", 4, "2026-11-28"), row("a", 3, "2026-11-28")];
  const rows = [row("a", 3, "2026-11-28"), row("b", 4, "2026-11-28")];
  expect(withRows(text, fresh, ["a", "b", "c"])).toBe(
    `# The fault suite\n\nHow it was made.\n\n${tableOf(rows)}\n`,
  );
  expect(withRows(text, [], ["b"])).toContain(row("b", 1));
});
