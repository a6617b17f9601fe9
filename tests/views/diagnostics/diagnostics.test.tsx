import { expect, test } from "bun:test";
import { diagnostics } from "../../support/pages";
import { HOSTILE, parsePage } from "../../support/views";

test("diagnostics lists events under their hook, with type, latency and origin", () => {
  const line = parsePage(diagnostics).querySelector("#event-log > [data-event-id='e1']");
  expect(line?.textContent).toContain("New alarm");
  expect(line?.querySelector(".latency")?.textContent).toBe("–");
  expect(line?.querySelector(".origin")?.textContent).toBe(HOSTILE);
});
