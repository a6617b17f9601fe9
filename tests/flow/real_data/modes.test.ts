import { expect, test } from "bun:test";
import { reading, series, usePlant } from "./plant";

const { machine, limits, send, all, open, alarmAbout, judged } = usePlant();

test.each(["fault", "offline", "maintenance", "Fault", "OFFLINE", " Maintenance", "Störung"])(
  "a machine that says that its mode is %p is held to its high limits",
  async (mode) => {
    const id = await machine(`Oven ${mode}`);
    await limits(id, [{ metric: "temp_c", high: 80 }]);
    await send(series(id, 3, () => ({ temp_c: 200 })).map((each) => ({ ...each, mode })));
    const { severity, contributors } = await alarmAbout(id, "temp_c");
    expect([severity, contributors]).toMatchObject(["critical", [{ metric: "temp_c", value: 200 }]]);
  },
);

test.each(["fault", "FAULT", "Fault "])(
  "mode %p is an alarm by itself, and only a word about the mode ends it",
  async (mode) => {
    const id = await machine(`Press ${mode}`);
    await send(reading(id, 60, { power_kw: 1 }, { mode }));
    await judged();
    const [alarm] = await open(id);
    expect(alarm).toMatchObject({ detection_method: "mode", severity: "critical" });
    await send(series(id, 25, () => ({ power_kw: 1 }), 1, 25));
    await judged();
    expect(await open(id)).toMatchObject([{ id: alarm!.id, state: "new" }]);
    await send(series(id, 20, () => ({ power_kw: 1 })).map((each) => ({ ...each, mode: "Running" })));
    await judged();
    expect(await all(id)).toMatchObject([{ id: alarm!.id, state: "cleared" }]);
  },
);
