import { expect, test } from "bun:test";
import { alarm, onEachDatabase, START, withMachine } from "../../support/store";

const MINUTE = 60_000;

onEachDatabase(() => {
  async function room() {
    const { store, machine } = await withMachine();
    const opens = (id: string, minute: number) => {
      const at = START + minute * MINUTE;
      const opened = alarm({ id, machine_id: machine.id, opened_at: at, updated_at: at, value: minute });
      return store.alarms.apply([{ kind: "opened", alarm: opened }]);
    };
    const clears = (id: string, minute: number) =>
      store.alarms.apply([{ kind: "cleared", anomaly_id: id, at: START + minute * MINUTE }]);
    return { store, machine, opens, clears, [Symbol.asyncDispose]: () => store.close() };
  }

  test("the third time in ten minutes it is one row that says so, new, with one announcement", async () => {
    await using plant = await room();
    for (const [episode, minute] of [
      ["e1", 0],
      ["e2", 2],
      ["e3", 4],
    ] as const) {
      await plant.opens(episode, minute);
      await plant.clears(episode, minute + 1);
    }
    await plant.opens("e4", 6);
    const { alarms, events } = plant.store;
    const [one, ...others] = await alarms.list({ limit: 10 });
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      id: "e1",
      state: "new",
      repeats: 3,
      chattering: 4,
      value: 6,
      cleared_at: null,
    });
    const sent = await events.pending(20);
    expect(sent.filter(({ event_type }) => event_type === "anomaly_detected")).toHaveLength(1);
    expect(sent.filter((event) => event["raised"] === true)).toEqual([]);
    expect(sent.filter((event) => event["returned"] === true)).toHaveLength(3);
  });

  test("the monitor goes on knowing the row by its own episode", async () => {
    await using plant = await room();
    await plant.opens("e1", 0);
    await plant.clears("e1", 1);
    await plant.opens("e2", 2);
    expect(await plant.store.alarms.find("e1")).toMatchObject({ state: "new", episode_id: "e2" });
    await plant.clears("e2", 3);
    expect(await plant.store.alarms.find("e1")).toMatchObject({ state: "cleared" });
  });

  test("an answer is never undone: the next one is another row, which says how often", async () => {
    await using plant = await room();
    const { alarms } = plant.store;
    for (const [episode, minute] of [
      ["e1", 0],
      ["e2", 2],
      ["e3", 4],
    ] as const) {
      await plant.opens(episode, minute);
      if (episode !== "e3") await alarms.acknowledge(episode, { by: "Ada" }, START + minute * MINUTE + 1);
      if (episode !== "e3") await plant.clears(episode, minute + 1);
    }
    const rows = await alarms.list({ limit: 10 });
    expect(rows.map(({ id, state, chattering }) => [id, state, chattering])).toEqual([
      ["e3", "new", 3],
      ["e2", "resolved", undefined],
      ["e1", "resolved", undefined],
    ]);
  });

  test("what came back is new for whoever acknowledges a list that was drawn before", async () => {
    await using plant = await room();
    const { alarms } = plant.store;
    await plant.opens("e1", 0);
    await plant.clears("e1", 1);
    const { asOf } = await alarms.unacknowledged({});
    await plant.opens("e2", 2);
    expect(await alarms.acknowledgeBatch({}, asOf, { by: "Ada" }, START + 3 * MINUTE)).toBe(0);
    expect(await alarms.find("e1")).toMatchObject({ state: "new" });
  });

  test("another metric, another type, and one that opens after ten minutes are rows of their own", async () => {
    await using plant = await room();
    await plant.opens("e1", 0);
    await plant.clears("e1", 1);
    const at = START + 2 * MINUTE;
    const other = { machine_id: plant.machine.id, opened_at: at, updated_at: at };
    await plant.store.alarms.apply([
      { kind: "opened", alarm: alarm({ id: "m", metric: "oil_c", ...other }) },
      { kind: "opened", alarm: alarm({ id: "t", anomaly_type: "silence", ...other }) },
    ]);
    await plant.opens("e2", 30);
    const rows = await plant.store.alarms.list({ limit: 10 });
    expect(rows.map(({ id }) => id).toSorted()).toEqual(["e1", "e2", "m", "t"]);
  });
});
