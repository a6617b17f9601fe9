import { describe, expect, onTestFinished, test } from "bun:test";
import type { Store } from "../../src/store/store";
import { positionAt } from "../../src/domain/machine/position";
import type { SystemAlert } from "../../src/domain/event";
import { eventually } from "../support/andon";
import { whyNoPostgres } from "../support/postgres";
import {
  alarm,
  DAY,
  foreignAnomaly,
  freshUrl,
  MINUTE,
  NOW,
  onPostgres,
  open,
  reading,
  START,
} from "../support/store";
import { Conflict } from "../../src/store/errors";

const ALERT: SystemAlert = {
  event_type: "system_alert",
  alert_type: "x",
  severity: "info",
  message: "Hello",
};

async function two(now = () => NOW) {
  const url = await freshUrl();
  const [a, b] = await Promise.all([open(url, now), open(url, now)]);
  onTestFinished(async () => {
    await Promise.all([a.close(), b.close()]);
  });
  return { a, b, machine: await a.machines.add({ name: "Compressor-1" }) };
}

const ids = (events: { event_id: string }[]) => events.map(({ event_id }) => event_id);

async function rollAll({ roll }: Store) {
  while ((await roll(100)) > 0);
}

describe.skipIf(Boolean(whyNoPostgres()))("servers that share a database", () => {
  onPostgres();

  test("may start at the same moment on an empty one", async () => {
    const { a, b } = await two();
    expect(await a.machines.all()).toEqual(await b.machines.all());
  });

  test("answer no alarm of a transaction that nobody could see yet, though it has begun before", async () => {
    const url = await freshUrl();
    const a = await open(url);
    await using other = new Bun.SQL(url, { max: 1 });
    const columns = "id, state, severity, anomaly_type, origin, opened_at, updated_at";
    const insert = (id: string) =>
      `insert into alarms (${columns}) values ('${id}', 'new', 'warning', 'spike', 'live', 1, 1)`;
    const slow = await other.reserve();
    await slow.unsafe("begin").simple();
    await slow.unsafe(insert("unseen"));
    await a.alarms.apply([{ kind: "opened", alarm: alarm() }]);
    const { asOf } = await a.alarms.unacknowledged({});
    await slow.unsafe("commit").simple();
    slow.release();
    while ((await a.alarms.acknowledgeBatch({}, asOf, { by: "Zoe" }, START)) > 0);
    expect(await a.alarms.find("unseen")).toMatchObject({ state: "new" });
    const later = await eventually(async () => {
      const found = await a.alarms.unacknowledged({});
      return found.count === 2 && found;
    }, "both alarms counted");
    expect(await a.alarms.acknowledgeBatch({}, later.asOf, { by: "Zoe" }, START)).toBe(2);
    await a.close();
  });

  test("lose no metric of one instant, and count its reading once, whoever writes first", async () => {
    const { a, b, machine } = await two();
    const instants = Array.from({ length: 50 }, (_, index) => START + index * 1000);
    await Promise.all(
      instants.flatMap((at) => [
        a.readings.record([reading(machine, at, { power_kw: 1 })]),
        b.readings.record([reading(machine, at, { temp_c: 2 })]),
      ]),
    );
    const kept = await a.readings.between(machine.id, START, START + MINUTE);
    expect(kept.map(({ metrics }) => metrics)).toEqual(instants.map(() => ({ power_kw: 1, temp_c: 2 })));
    expect(await b.readings.count()).toBe(50);
  });

  test("know the newest reading that any of them has kept", async () => {
    const { a, b, machine } = await two();
    await a.readings.record([reading(machine, START, { power_kw: 1 })]);
    expect(await b.readings.newest()).toEqual(new Map([[machine.id, positionAt(START)]]));
  });

  test("roll up every reading that another one records meanwhile", async () => {
    const { a, b, machine } = await two();
    const recording = (async () => {
      for (let i = 0; i < 300; i++)
        await a.readings.record([reading(machine, START + Math.floor(i / 2) * MINUTE + i, { power_kw: 1 })]);
    })();
    let recorded = false;
    void recording.then(() => (recorded = true));
    while (!recorded) await b.roll(10);
    await rollAll(b);
    const minutes = await b.readings.rolled(machine.id, "power_kw", 60, START, START + DAY);
    expect(minutes.map(({ count }) => count)).toEqual(Array.from({ length: 150 }, () => 2));
  });

  test("answer an alarm once, with the first's name", async () => {
    const { a, b } = await two();
    const opened = Array.from({ length: 30 }, () => alarm());
    await a.alarms.apply(opened.map((alarm) => ({ kind: "opened", alarm })));
    const answers = await Promise.all(
      opened.map(({ id }) =>
        Promise.all([
          a.alarms.acknowledge(id, { by: "Ada" }, NOW),
          b.alarms.acknowledge(id, { by: "Grace" }, NOW),
        ]),
      ),
    );
    for (const [first, second] of answers) expect(first?.acknowledged_by).toBe(second?.acknowledged_by ?? "");
    expect(await a.events.outbox()).toMatchObject({ waiting: 60 });
  });

  test("give a name to one machine only", async () => {
    const { a, b } = await two();
    const adding = await Promise.allSettled([
      a.machines.add({ name: "New" }),
      b.machines.add({ name: "New" }),
    ]);
    const refused = adding.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(1);
    expect((refused[0] as PromiseRejectedResult).reason).toBeInstanceOf(Conflict);
  });

  test("give a name to one machine only, be it as a name or as an alias", async () => {
    const { a, b, machine } = await two();
    for (let round = 0; round < 20; round++) {
      const name = `New ${round}`;
      const given = await Promise.allSettled([
        a.machines.change(machine.id, { aliases: [name] }),
        b.machines.add({ name }),
      ]);
      expect(given.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    }
  });

  test("announce what they recorded themselves, after what it may follow from", async () => {
    const { a, b } = await two();
    const [first] = await a.events.record([ALERT]);
    expect(await b.events.pending(10)).toEqual([]);
    const [second] = await b.events.record([ALERT]);
    await a.events.record([ALERT]);
    expect(ids(await b.events.pending(10))).toEqual([first!.event_id, second!.event_id]);
  });

  test("announce what a dead one has left", async () => {
    let now = NOW;
    const { a, b } = await two(() => now);
    const [left] = await a.events.record([ALERT]);
    expect(await b.events.pending(10)).toEqual([]);
    now += 4_000;
    expect(await b.events.pending(10)).toEqual([]); // the guard: it may be about to do so itself
    now += 2_000;
    expect(ids(await b.events.pending(10))).toEqual([left!.event_id]);
  });

  test("leave an event out that another one is just taking in, and open no alarm of it", async () => {
    const url = await freshUrl();
    const a = await open(url);
    await using other = new Bun.SQL(url, { max: 1 });
    const event = foreignAnomaly({ event_id: Bun.randomUUIDv7() });
    const taking = await other.reserve();
    await taking.unsafe("begin").simple();
    await taking`
      insert into events (event_id, type, recorded_at, json)
      values (${event.event_id}, ${event.event_type}, ${NOW}, ${JSON.stringify(event)})`;
    const taken = a.events.recordExternal(event);
    await eventually(async () => {
      const [row] = await taking<
        { count: string }[]
      >`select count(*) as count from pg_locks where not granted`;
      return row?.count !== "0";
    }, "the other one waits for the first");
    await taking.unsafe("commit").simple();
    taking.release();
    await taken;
    expect(await a.alarms.count({})).toBe(0);
    expect((await a.events.outbox()).waiting).toBe(1);
    await a.close();
  });

  test("keep a text that the database cannot hold, and all that came with it", async () => {
    const { a, machine } = await two();
    const odd = { ...reading(machine, START, { "a\0b": 1 }), mode: "a\0b" };
    await a.readings.record([odd, reading(machine, START + 1, { power_kw: 1 })]);
    expect(await a.readings.between(machine.id, START, START + 2)).toMatchObject([
      { mode: "a\ufffdb", metrics: { "a\0b": 1 } },
      { metrics: { power_kw: 1 } },
    ]);
    await a.alarms.apply([{ kind: "opened", alarm: alarm({ reason: "a\0b" }) }]);
    expect(await a.alarms.list({ limit: 1 })).toMatchObject([{ reason: "a\ufffdb" }]);
  });

  test("of the events heard while nobody recorded, only those that no other server has are recorded, as often as sent", async () => {
    const { a, b } = await two();
    const note = (message: string): SystemAlert => ({ ...ALERT, message });
    for (const message of ["twice", "once"]) await a.events.recordExternal(note(message));
    const kept = ["twice", "once", "twice", "never"].map((word, n) => ({
      event: note(word),
      id: `kept-${n}`,
    }));
    await b.events.recordMissed(kept, NOW);
    expect((await b.events.pending(10)).map(({ message }) => message)).toEqual([
      "twice",
      "once",
      "twice",
      "never",
    ]);
    await b.events.recordMissed([{ event: note("once"), id: "later" }], NOW + 1);
    expect((await b.events.outbox()).waiting).toBe(5);
  });

  test("two that have kept the same record it once between them, whoever comes first", async () => {
    const { a, b } = await two();
    const kept = (name: string) =>
      Array.from({ length: 30 }, (_, n) => ({
        event: { ...ALERT, message: `m${n % 20}` },
        id: `${name}-${n}`,
      }));
    await a.inboundLease.take(60_000, 0);
    await Promise.all([a.events.recordMissed(kept("a"), NOW), b.events.recordMissed(kept("b"), NOW)]);
    expect((await a.events.outbox()).waiting).toBe(30);
  });

  test("the inbound lease: one holds it, another takes it when it is given back or has run out, by its turn", async () => {
    const { a, b } = await two();
    expect(await a.inboundLease.take(60_000, 0)).toBe("this");
    expect(await a.inboundLease.take(60_000, 0)).toBe("this");
    expect(await b.inboundLease.take(60_000, 0)).toBe("other");
    await b.inboundLease.release(); // the guard: only its holder can give it back
    expect(await b.inboundLease.take(60_000, 0)).toBe("other");
    await a.inboundLease.release();
    expect(await b.inboundLease.take(1, 0)).toBe("this");
    await eventually(async () => (await a.inboundLease.take(60_000, 60_000)) === "busy", "it has run out");
    expect(await a.inboundLease.take(60_000, 0)).toBe("this");
  });

  test("a server hears of another that says it hears, and not of itself", async () => {
    const { a, b } = await two();
    const said = async () => [await a.inboundLease.saidByOthers(), await b.inboundLease.saidByOthers()];
    expect(await said()).toEqual([new Set(), new Set()]);
    await b.inboundLease.say("hears", 60_000);
    expect(await said()).toEqual([new Set(["hears"]), new Set()]);
    await b.inboundLease.say("hears", 0);
    await b.inboundLease.say("claims", 60_000);
    expect(await said()).toEqual([new Set(["claims"]), new Set()]);
  });

  test("a server that no longer holds the inbound lease cannot record as if it did, and the leader's is apart", async () => {
    const { a, b } = await two();
    await a.lease.take(60_000);
    await a.inboundLease.take(60_000, 0);
    await a.events.recordExternal(ALERT);
    await a.inboundLease.release();
    await b.inboundLease.take(60_000, 0);
    await expect(a.events.recordExternal(ALERT)).rejects.toThrow("Another server takes in");
    await b.events.recordExternal(ALERT);
    expect((await b.events.outbox()).waiting).toBe(2);
    expect(await b.lease.take(60_000)).toBeUndefined();
  });

  test("a server that did not look while the count was lower hears from the other that the database was put back, once", async () => {
    const url = await freshUrl();
    const [a, b] = await Promise.all([open(url), open(url)]);
    await using sql = new Bun.SQL(url, { max: 1 });
    onTestFinished(async () => void (await Promise.all([a.close(), b.close()])));
    const noticed: string[] = [];
    a.onSetBack(() => noticed.push("a"));
    b.onSetBack(() => noticed.push("b"));
    for (let n = 0; n < 5; n++) await a.lease.take(60_000);
    await b.lease.take(60_000);
    await sql`update leases set renewals = 2`;
    await a.lease.take(60_000);
    expect(noticed).toEqual(["a"]);
    expect(await a.firstToSaySetBack()).toBe(true);
    for (let n = 0; n < 5; n++) await a.lease.take(60_000);
    expect(noticed).toEqual(["a"]);
    for (let n = 0; n < 3; n++) await b.lease.take(60_000);
    expect(noticed).toEqual(["a", "b"]);
  });

  test("nobody waits for a server that has the inbound lease locked: neither lease hangs", async () => {
    const url = await freshUrl();
    const b = await open(url);
    await using other = new Bun.SQL(url, { max: 1 });
    onTestFinished(() => b.close());
    await other.unsafe("insert into leases (name, holder, until) values ('inbound', 'frozen', 0)");
    const frozen = await other.reserve();
    await frozen.unsafe("begin").simple();
    await frozen.unsafe("select * from leases where name = 'inbound' for no key update");
    expect(await b.inboundLease.take(60_000, 0)).toBe("busy");
    expect(await b.lease.take(60_000)).toBeNumber();
    await frozen.unsafe("rollback").simple();
    expect(await b.inboundLease.take(60_000, 0)).toBe("this");
    void frozen.release();
  });

  test("the holder renews the inbound lease between two of its own transactions, and waits for none that hangs", async () => {
    const url = await freshUrl();
    const b = await open(url);
    await using other = new Bun.SQL(url, { max: 2 });
    onTestFinished(() => b.close());
    expect(await b.inboundLease.take(60_000, 0)).toBe("this");
    const batch = await other.reserve();
    await batch.unsafe("begin").simple();
    await batch.unsafe("select * from leases where name = 'inbound' for no key update");
    expect(await b.inboundLease.take(60_000, 0)).toBe("busy");
    const renewal = b.inboundLease.take(60_000, 0);
    const isWaiting = async () => (await other`select 1 from pg_locks where not granted`).length > 0;
    await eventually(isWaiting, "the renewal waits", 5_000);
    await batch.unsafe("rollback").simple();
    expect(await renewal).toBe("this");
    void batch.release();
  });
});
