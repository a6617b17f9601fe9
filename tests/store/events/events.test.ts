import { expect, test } from "bun:test";
import { provenCursor } from "../../../src/domain/cursor";
import type { Store } from "../../../src/store/store";
import type { LoggedEvent } from "../../../src/domain/event";
import { NOW, onEachDatabase, openFresh } from "../../support/store";

const alert = (message: string, fields: Partial<LoggedEvent> = {}) =>
  ({ event_type: "system_alert", alert_type: "test", severity: "info", message, ...fields }) as LoggedEvent;

async function withLog() {
  const store = await openFresh();
  return { store, ...store.events, [Symbol.asyncDispose]: () => store.close() };
}

/** Records one event for each cursor, and announces it there. */
async function announce({ events }: Store, ...cursors: string[]) {
  const recorded = await events.record(cursors.map((cursor) => alert(cursor)));
  await events.announced(recorded.map(({ event_id }, i) => ({ event_id, cursor: cursors[i] ?? "" })));
  return recorded.map(({ event_id }) => event_id);
}

/** The cursors of events, without the letters that prove them. */
const idsOf = (events: { id?: string }[]) => events.map(({ id = "" }) => id.replace(/-[a-z]{4}$/, ""));

onEachDatabase(() => {
  test("a recorded event gets an id of its own, a time and no cursor", async () => {
    await using log = await withLog();
    const [event] = await log.record([alert("Hello", { id: "elsewhere-9" })]);
    expect(event).toMatchObject({ message: "Hello", published_at: new Date(NOW).toISOString() });
    expect(event?.event_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(event).not.toHaveProperty("id");
    expect(await log.pending(10)).toMatchObject(event ? [event] : []);
  });

  test("pending events come in the order of recording, until they are announced", async () => {
    await using log = await withLog();
    const [a, b, c] = await log.record(["a", "b", "c"].map((text) => alert(text)));
    expect(await log.pending(2)).toMatchObject([{ message: "a" }, { message: "b" }]);
    await log.announced([{ event_id: b?.event_id ?? "", cursor: "log-1" }]);
    expect((await log.pending(10)).map(({ event_id }) => event_id)).toEqual([
      a?.event_id ?? "",
      c?.event_id ?? "",
    ]);
    expect(await log.outbox()).toEqual({ waiting: 2, oldest: NOW });
  });

  test("the log is ordered by number, not by text nor by recording", async () => {
    await using log = await withLog();
    await announce(log.store, "log-10", "log-9", "log-2-11", "log-2-5");
    expect(idsOf(await log.list({ after: "log-1", limit: 10 }))).toEqual([
      "log-2-5",
      "log-2-11",
      "log-9",
      "log-10",
    ]);
    expect(idsOf(await log.list({ after: "log-2-5", limit: 2 }))).toEqual(["log-2-11", "log-9"]);
    expect(idsOf(await log.list({ limit: 10 }))).toEqual(["log-2-5", "log-2-11", "log-9", "log-10"]);
  });

  test("without a cursor the newest come, oldest first", async () => {
    await using log = await withLog();
    await announce(log.store, "log-1", "log-2", "log-3");
    expect(idsOf(await log.list({ limit: 2 }))).toEqual(["log-2", "log-3"]);
  });

  test("a cursor of another epoch is followed by nothing", async () => {
    await using log = await withLog();
    await announce(log.store, "old-500", "new-1");
    expect(idsOf(await log.list({ after: "new-0", limit: 10 }))).toEqual(["new-1"]);
    expect(idsOf(await log.list({ limit: 10 }))).toEqual(["old-500", "new-1"]);
  });

  test("a text that is no cursor is refused by name", async () => {
    await using log = await withLog();
    await expect(log.list({ after: "' or 1=1", limit: 1 })).rejects.toThrow(
      "Cannot read the cursor ' or 1=1",
    );
  });

  test("the log is narrowed to a kind and to a machine", async () => {
    await using log = await withLog();
    const started = { event_type: "training_started", job_id: "j", machine_id: "m'1" } as const;
    const events = await log.record([alert("a"), started, { ...started, machine_id: "m2" }]);
    await log.announced(events.map(({ event_id }, i) => ({ event_id, cursor: `log-${i + 1}` })));
    expect(idsOf(await log.list({ type: "training_started", limit: 10 }))).toEqual(["log-2", "log-3"]);
    expect(idsOf(await log.list({ machineIds: ["m'1"], after: "log-0", limit: 10 }))).toEqual(["log-2"]);
  });

  test("the log knows its own numbers only", async () => {
    await using log = await withLog();
    const { epoch } = await log.log();
    expect(await log.log()).toEqual({ epoch, last: 0, lastEventId: null });
    expect(epoch).toMatch(/^[a-z]+$/);
    const ids = await announce(log.store, `${epoch}-8`, `${epoch}-9`, "other-100");
    expect(await log.log()).toEqual({ epoch, last: 9, lastEventId: ids[1] ?? "" });
  });

  test("the log knows a cursor that names its event, and says nothing of one past its last", async () => {
    await using log = await withLog();
    const [first = "", second = ""] = await announce(log.store, "log-8", "log-9");
    const [eight, nine] = [provenCursor("log-8", first), provenCursor("log-9", second)];
    expect(await Promise.all([eight, nine].map(log.knows))).toEqual([true, true]);
    const strangers = [provenCursor("log-8", second), "log-8", "log-7", provenCursor("log-7", first)];
    expect(await Promise.all(strangers.map(log.knows))).toEqual([false, false, false, false]);
    expect(await log.knows(provenCursor("log-10", first))).toBeUndefined();
    expect((await log.list({ limit: 10 })).map(({ id }) => id)).toEqual([eight, nine]);
  });

  test("an event that cannot be recorded leaves none of its batch behind", async () => {
    await using log = await withLog();
    const bad = alert("b", { type: "x" });
    Object.assign(bad, { details: { size: 1n } });
    await expect(log.record([alert("a"), bad])).rejects.toThrow();
    expect(await log.outbox()).toEqual({ waiting: 0, oldest: null });
  });
});
