import { expect, test } from "bun:test";
import { summaryOf } from "../../../src/live/state/plant_summary";
import { alarm, machine, NOW, tile } from "../../support/views";

const MINUTE = 60_000;

test("each machine counts once, by what keeps it from being as expected", () => {
  const bad = { metric: "m", value: null, unit: "", at: NOW, quality: "bad" as const };
  const tiles = [
    tile(),
    tile({ at: null }),
    tile({ at: NOW - 5 * MINUTE, alarm: alarm(), learned: 0 }),
    tile({ learned: 0.4 }),
    tile({ alarm: alarm(), learned: 0.4 }),
    tile({ marked: [bad] }),
    tile({ suppressed: { id: "s1", kind: "shelved", until: NOW, by: null } }),
    tile({ outside: { metric: "m", since: NOW - 11 * MINUTE } }),
    tile({ outside: { metric: "m", since: NOW - 9 * MINUTE } }),
    tile({ hasBand: false }),
    tile({ stopping: { metric: "m", since: NOW - 9000, goneAt: NOW } }),
    tile({ stopping: { metric: "m", since: NOW - 9000, goneAt: NOW + 1 } }),
    tile({ mode: "Maintenance" }),
    tile({ mode: "offline", marked: [bad] }),
    tile({ machine: machine({ is_active: false }), at: null }),
  ];
  expect(summaryOf(tiles, NOW)).toEqual({
    ...{
      machines: 14,
      silent: 2,
      alarmed: 1,
      bad: 2,
      missing: 1,
      suppressed: 1,
      outOfRange: 1,
      suspended: 1,
      unjudged: 2,
    },
  });
});
