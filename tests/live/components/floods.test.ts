import { expect, test } from "bun:test";
import type { PageAudience } from "../../../src/live/audiences";
import { createFloodBanner } from "../../../src/live/components/floods";
import { createPlantState } from "../../../src/live/state/plant_state";
import { alarm, machine, NOW } from "../../support/views";

const board = (...machineIds: string[]): PageAudience => ({ kind: "page", page: "board", machineIds });

function start() {
  let now = NOW;
  const plantState = createPlantState();
  plantState.putMachine(machine({ id: "c1", name: "Press-1", location: "Line 1" }));
  plantState.putMachine(machine({ id: "c2", location: "Line 2" }));
  const banner = createFloodBanner({ plantState, timezone: "UTC", now: () => now });
  return {
    open(n: number) {
      for (let i = 0; i < n; i += 1)
        plantState.putAlarm(alarm({ id: `a${i}`, machine_name: "Press-1", opened_at: now + i }), true);
    },
    wait: (minutes: number) => (now += minutes * 60_000),
    tick(audience: PageAudience) {
      now += 1000;
      const drawn = banner.tick([board(), board("c1"), board("c2")]);
      return (typeof drawn === "function" ? drawn(audience) : drawn).map(({ html }) =>
        html.replaceAll(/<[^>]*>/g, ""),
      );
    },
  };
}

test("the banner names the area, how many, since when and the first-out; once, and to whom it concerns", () => {
  const { open, tick, wait } = start();
  expect(tick(board())).toEqual([]);
  open(12);
  const [said] = tick(board());
  expect(said).toContain("Alarm flood in Line 1 · 12 alarms since 09:00");
  expect(said).toContain("first out: Press-1");
  expect([tick(board()), tick(board("c1")).length, tick(board("c2"))]).toEqual([[], 1, []]);
  wait(10);
  expect(tick(board())).toEqual([""]);
});
