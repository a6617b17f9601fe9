import { expect, test } from "bun:test";
import { createPlantState } from "../../src/live/state/plant_state";
import { eventually } from "../support/andon";
import { watchEventLoop } from "../support/event_loop";
import { startLive } from "../support/live";
import { detected, machine, NOW } from "../support/views";

const MACHINES = 60;
const AUDIENCES = 2_000;
const ALARMS = 20;

/** Different sets of three machines. */
function* selections(): Generator<string[]> {
  for (let a = 0; a < MACHINES; a++)
    for (let b = a + 1; b < MACHINES; b++)
      for (let c = b + 1; c < MACHINES; c += 17) yield [`m${a}`, `m${b}`, `m${c}`];
}

test("alarms that fall together, for two thousand selections of machines, hold up nobody for a tenth of a second", async () => {
  const plantState = createPlantState();
  for (let n = 0; n < MACHINES; n++)
    plantState.putMachine(machine({ id: `m${n}`, name: `Press ${n}`, location: `Hall ${n % 5}` }));
  let sent = 0;
  using scene = startLive(NOW, { plantState, publish: () => void (sent += 1) });
  const topics = selections()
    .take(AUDIENCES)
    .map((machineIds) => scene.open({ kind: "page", page: "board", machineIds }))
    .toArray();
  expect(new Set(topics).size).toBe(AUDIENCES);
  const longest = watchEventLoop();
  for (let n = 0; n < ALARMS; n++)
    scene.live.onEvent(
      detected({
        id: `log-${n + 1}`,
        event_id: `e${n}`,
        anomaly_id: `a${n}`,
        machine_id: `m${n}`,
      }),
    );
  await eventually(() => sent > AUDIENCES / 2, "most boards have been sent their frames");
  // Two ticks, with what is looked at once a second.
  const before = sent;
  await eventually(() => sent > before + AUDIENCES / 2 || sent >= 2 * AUDIENCES, "the sentences follow");
  expect(longest()).toBeLessThan(100);
});
