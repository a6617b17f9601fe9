import { expect, test } from "bun:test";
import type { Refusal } from "../../../src/ingest/refusals";
import { RefusalTable } from "../../../views/diagnostics/refusal_table";
import { HOSTILE, NOW, parse, ZONE } from "../../support/views";

const table = (list: Refusal[]) =>
  parse(<RefusalTable refusals={{ list, counters: [] }} timezone={ZONE} now={NOW} />);

const text = (machine: string | null): Refusal => ({
  of: "value",
  machine,
  metric: HOSTILE,
  reason: "text",
  count: 1234,
  example: HOSTILE,
  at: NOW - 2000,
});

test("what was refused stands with machine, metric, reason, count, time and the last example, as text", () => {
  const cells = [...table([text(HOSTILE)]).querySelectorAll("tbody tr > *")].map((cell) => cell.textContent);
  expect(cells).toEqual([HOSTILE, HOSTILE, "Text instead of a number", "1\u202f234", "10:00:02", HOSTILE]);
  expect(table([text(HOSTILE)]).querySelector("img")).toBeNull();
});

test("without refusals the page says so, beyond fifty it says how many more", () => {
  expect(table([]).textContent).toContain("everything that was sent has been taken");
  const many = table(Array.from({ length: 53 }, () => text(null)));
  expect(many.querySelectorAll("tbody tr")).toHaveLength(50);
  expect(many.querySelector("tbody th")?.textContent).toBe("Unnamed, or several");
  expect(many.querySelector(".more")?.textContent).toBe("3 more");
});
