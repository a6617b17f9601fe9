import { afterAll, expect, test } from "bun:test";
import { acknowledge } from "../../support/actions";
import { eventually } from "../../support/andon";
import { testClock } from "../../support/clock";
import { reading, series, usePlant } from "./plant";

const clock = testClock();
afterAll(() => clock[Symbol.dispose]());
const plant = usePlant(clock.settings, clock.now);
const { andon, machine, limits, send, open, alarmOn } = plant;

const isSilent = ({ reason }: { reason?: string | null }) => reason?.startsWith("No reading");

test("a machine that falls silent under its acknowledged alarm makes that alarm new again", async () => {
  const id = await machine("Known");
  await limits(id, [{ metric: "temp_c", high: 80, severity: "warning" }], { silent_minutes: 0.05 });
  // A server that has just started has not listened long enough to miss anything.
  clock.wait(20);
  await send(series(id, 3, () => ({ temp_c: 95 }), 1, (Date.now() - clock.now()) / 1000));
  const { id: alarm } = await alarmOn(id, "temp_c");
  expect((await acknowledge(andon, alarm, "Ada")).status).toBe(200);
  const row = () => plant.row(alarm);
  await eventually(
    async () => (await open(id)).some((one) => one.id === alarm && one.state === "new"),
    "new again",
  );
  await eventually(async () => (await row())?.includes("No reading"), "its row says that nothing comes");
});

test("one metric that stops is an alarm where its limit names it, though its machine goes on", async () => {
  const id = await machine("Half");
  await send(reading(id, 5, { flow_m3h: 3 }));
  await limits(id, [{ metric: "flow_m3h", silent_minutes: 0.02 }]);
  const isTold = async () => {
    await send(reading(id, 0, { temp_c: 20 }));
    return (await open(id)).some(({ metric_name }) => metric_name === "flow_m3h");
  };
  await eventually(isTold, "the alarm");
});

test("a machine of which three values are missing is 'no data', and the first value after that is shown with its state", async () => {
  const id = await machine("Quiet", { data_interval_seconds: 10, rated_power_kw: 50 });
  await send(series(id, 5, () => ({ power_kw: 20 }), 10, 45));
  await eventually(async () => (await plant.tile(id)).includes("no data"), "no data");
  await eventually(
    async () => (await plant.read("/")).match(/\d+ machines? sends? nothing/i),
    "the board says so",
  );
  const before = await plant.tile(id);
  await send(reading(id, 0, { power_kw: 33.3 }));
  const after = await eventually(async () => {
    const now = await plant.tile(id);
    return now !== before && now.includes("33.3") && now;
  }, "the new value");
  expect(after).not.toContain("no data");
});

test("beside machines that send nothing, or have learned nothing, it is not said that all is as expected", async () => {
  await send(reading(await machine("New"), 0, { power_kw: 1 }));
  const board = await eventually(async () => {
    const board = await plant.read("/");
    return board.includes("not judged yet") && /\d+ machines? sends? nothing/i.test(board) && board;
  }, "the board says how many are not judged, and how many send nothing");
  expect(board).not.toMatch(/(Everything|All machines) (is|are) as expected/i);
});

test("a machine that was never heard is silent, counted from when it was registered", async () => {
  const id = await machine("Never");
  await limits(id, [], { silent_minutes: 0.02 });
  // No sooner than a server has listened for a while.
  clock.wait(20);
  await eventually(async () => (await open(id)).some(isSilent), "the alarm");
});
