import { expect, test } from "bun:test";
import { GapLine } from "../../../views/layout/gap_line";
import { NOW, parse, ZONE } from "../../support/views";

const gap = { kind: "link", from: NOW - 4000, to: NOW, caughtUp: 3, missing: false } as const;
const said = (change = {}) =>
  parse(<GapLine gap={{ ...gap, ...change }} timezone={ZONE} />).querySelector("[data-gap]")?.textContent;

test("a lost connection names its period, the events that came late, and whether any is missing", () => {
  expect(said()).toBe("connection lost 10:00:00 – 10:00:04 · 3 events received late, none missing");
  expect(said({ caughtUp: 1, missing: true })).toEndWith("1 event received late, some may be missing");
});

test("a restarted log says that events may be missing", () => {
  const line = parse(<GapLine gap={{ kind: "epoch", at: NOW }} timezone={ZONE} />);
  expect(line.textContent).toContain("event log restarted, noticed at 10:00:04");
});
