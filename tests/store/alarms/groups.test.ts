import { expect, test } from "bun:test";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { alarm, foreignAnomaly, onEachDatabase, openFresh, START } from "../../support/store";

const SECOND = 1000;

onEachDatabase(() => {
  async function plant() {
    const store = await openFresh();
    const boiler = await store.machines.add({ name: "Boiler-1", is_critical: true });
    const press = await store.machines.add({ name: "Press-1", fed_by: [boiler.id] });
    const packer = await store.machines.add({ name: "Packer-1", fed_by: [press.id] });
    const open = async (id: string, machine: { id: string }, second: number, change: Partial<Alarm> = {}) => {
      const at = START + second * SECOND;
      const opened = alarm({ id, machine_id: machine.id, opened_at: at, updated_at: at, ...change });
      await store.alarms.apply([{ kind: "opened", alarm: opened }]);
    };
    const follows = async (...ids: string[]) =>
      Promise.all(ids.map(async (id) => (await store.alarms.find(id))?.follows_id ?? null));
    return { store, boiler, press, packer, open, follows, [Symbol.asyncDispose]: () => store.close() };
  }

  test("an alarm within a minute of one upstream follows it, and its event says so", async () => {
    await using room = await plant();
    await room.open("b", room.boiler, 0);
    await room.open("p", room.press, 30);
    await room.open("q", room.packer, 80);
    await room.open("late", room.press, 200);
    expect(await room.follows("b", "p", "q", "late")).toEqual([null, "b", "b", null]);
    const sent = await room.store.events.pending(10);
    expect(sent.map((event) => event["follows_id"] ?? null)).toEqual([null, "b", "b", null]);
  });

  test("a cause that arrives after its consequences takes them over, each with an event", async () => {
    await using room = await plant();
    await room.open("q", room.packer, 10);
    await room.open("p", room.press, 5);
    await room.open("b", room.boiler, 0);
    expect(await room.follows("b", "p", "q")).toEqual([null, "b", "b"]);
    const sent = await room.store.events.pending(20);
    const told = new Map(sent.map((event) => [event["anomaly_id"], event["follows_id"] ?? null]));
    expect([...told]).toEqual([
      ["q", "b"],
      ["p", "b"],
      ["b", null],
    ]);
  });

  test("alarms by hand and of other programs are grouped the same way", async () => {
    await using room = await plant();
    await room.open("b", room.boiler, 0);
    const by = alarm({
      id: "hand",
      machine_id: room.press.id,
      origin: "manual",
      opened_at: START + 9 * SECOND,
    });
    await room.store.alarms.detected([by]);
    const timestamp = new Date(START + 20 * SECOND).toISOString();
    const event = foreignAnomaly({ machine_id: room.packer.id, timestamp, follows_id: "nonsense" });
    await room.store.events.recordExternal(event);
    expect(await room.follows("hand")).toEqual(["b"]);
    const [newest] = await room.store.alarms.list({ machineIds: [room.packer.id], limit: 1 });
    expect(newest?.follows_id).toBe("b");
  });

  test("another program's update says nothing of the place of an alarm", async () => {
    await using room = await plant();
    await room.open("b", room.boiler, 0);
    await room.store.events.recordExternal({
      event_type: "anomaly_updated",
      ...{
        anomaly_id: "b",
        state: "acknowledged",
        severity: "warning",
        by: "PLC",
        follows_id: "x",
        repeats: 9,
      },
      timestamp: new Date(START + SECOND).toISOString(),
    });
    const [, sent] = await room.store.events.pending(10);
    expect(sent).toMatchObject({ state: "acknowledged", priority: 3 });
    expect([sent?.["follows_id"], sent?.["repeats"]]).toEqual([undefined, undefined]);
  });

  test("a detect call and a resolved cause group nothing", async () => {
    await using room = await plant();
    await room.open("b", room.boiler, 0);
    await room.store.alarms.detected([
      alarm({ id: "d", machine_id: room.press.id, origin: "detect", opened_at: START + SECOND }),
    ]);
    await room.store.alarms.resolve("b", {}, START + 2 * SECOND);
    await room.open("p", room.press, 3);
    expect(await room.follows("d", "p")).toEqual([null, null]);
  });

  test("answers to the cause leave what follows it as it is", async () => {
    await using room = await plant();
    await room.open("b", room.boiler, 0);
    await room.open("p", room.press, 1);
    await room.store.alarms.resolve("b", { by: "Ada" }, START + 5 * SECOND);
    expect(await room.store.alarms.find("p")).toMatchObject({ state: "new", follows_id: "b" });
  });

  test("the priority is that of the machine, and goes up with the severity", async () => {
    await using room = await plant();
    await room.open("b", room.boiler, 0);
    await room.open("p", room.press, 100);
    expect(await room.store.alarms.find("b")).toMatchObject({ priority: 3 });
    expect(await room.store.alarms.find("p")).toMatchObject({ priority: 4 });
    const worse = { metric: "power_kw", value: 1, expected_value: 1, deviation_percent: 1, deviation_sd: 1 };
    const finding = { ...worse, kind: "worsened", severity: "critical", score: 20, at: START + 999 } as const;
    await room.store.alarms.apply([{ ...finding, anomaly_id: "b" }]);
    const sent = await room.store.events.pending(10);
    expect(sent.map((event) => event["priority"])).toEqual([3, 4, 1]);
  });

  test("with no room for all, those that follow another one go first", async () => {
    await using room = await plant();
    await room.open("old", room.boiler, 0);
    for (let n = 0; n < 205; n += 1) await room.open(`c${n}`, room.press, 1, { severity: "critical" });
    const board = await room.store.alarms.board(50);
    expect(board).toHaveLength(200);
    expect(board.map(({ id }) => id)).toContain("old");
    expect((await room.store.alarms.board(50, [room.press.id], ["c0"])).map(({ id }) => id)).toContain("c0");
  });
});
