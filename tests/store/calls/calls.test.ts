import { expect, test } from "bun:test";
import { callOfEvent, isCallEvent } from "../../../src/domain/call/call_event";
import type { NewCall } from "../../../src/store/calls/calls";
import type { Store } from "../../../src/store/store";
import { NOW, onEachDatabase, openFresh } from "../../support/store";

const BOB = { at: NOW, by: "Bob", by_id: null };
const call = (change: Partial<NewCall> = {}): NewCall =>
  ({
    id: "c1",
    type: "material",
    machine_id: "m1",
    area_id: null,
    opened: BOB,
    note: null,
    ...change,
  }) as NewCall;
const step = (after: number, by = "Ada") => ({ at: NOW + after, by, by_id: null });

/** What screens are told of calls, in order. */
const told = async ({ events }: Store) => (await events.pending(100)).filter(isCallEvent).map(callOfEvent);

onEachDatabase(() => {
  test("a call pressed twice is one, whichever button, tablet or server it comes from", async () => {
    const store = await openFresh();
    const first = await store.calls.open(call());
    expect(first.isNew).toBe(true);
    for (const again of [call(), call({ id: "c2" }), call({ id: "c1", type: "quality" })])
      expect(await store.calls.open(again)).toEqual({ call: first.call, isNew: false });
    expect(await store.calls.waiting()).toEqual([first.call]);
    expect(await told(store)).toEqual([first.call]);
  });

  test("sent again after its end it is the same call; pressed after that on a page that was left open, another one", async () => {
    const { calls } = await openFresh();
    await calls.open(call());
    await calls.act("c1", { kind: "cancelled", note: null }, step(1_000));
    expect(await calls.open(call())).toMatchObject({ isNew: false, call: { id: "c1", state: "cancelled" } });
    const later = await calls.open(call({ opened: step(2_000) }));
    expect(later).toMatchObject({ isNew: true, call: { state: "open" } });
    expect(later.call.id).not.toBe("c1");
  });

  test("another type, another machine or an area is another call", async () => {
    const { calls } = await openFresh();
    const others = [
      call({ id: "c2", type: "quality" }),
      call({ id: "c3", machine_id: "m2" }),
      call({ id: "c4", machine_id: null, area_id: "a1" }),
    ];
    for (const each of [call(), ...others]) expect((await calls.open(each)).isNew).toBe(true);
    expect((await calls.waiting()).map(({ id }) => id)).toEqual(["c1", "c2", "c3", "c4"]);
  });

  test("twenty that press at once have called once", async () => {
    const { calls } = await openFresh();
    const all = Array.from({ length: 20 }, (_, n) => calls.open(call({ id: `c${n}` })));
    const opened = await Promise.all(all);
    expect(opened.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(opened.map((each) => each.call.id)).size).toBe(1);
  });

  test("every step is kept, told as it is stored, and in the audit log with who did it", async () => {
    const store = await openFresh();
    await store.calls.open(call());
    await store.calls.act("c1", { kind: "accepted" }, step(1_000));
    await store.calls.act("c1", { kind: "accepted" }, step(1_500, "Cy"));
    await store.calls.act("c1", { kind: "arrived" }, step(2_000));
    await store.calls.act("c1", { kind: "resolved", cause: "missing", note: null }, step(3_000));
    const stored = await store.calls.find("c1");
    expect(stored).toMatchObject({
      ...{ state: "resolved", opened: BOB, accepted: step(1_000), arrived: step(2_000), ended: step(3_000) },
      ...{ cause: "missing", steps: 4 },
    });
    const all = await told(store);
    expect(all.map(({ state }) => state)).toEqual(["open", "accepted", "arrived", "resolved"]);
    expect(all.at(-1)).toEqual(stored);
    expect(await store.calls.waiting()).toEqual([]);
    const audited = await store.audit.list({ limit: 10 });
    expect(audited.map(({ action }) => action)).toEqual([
      ...["call.resolve", "call.arrive", "call.accept", "call.open"],
    ]);
  });

  test("a step of a call that is over is refused, and one of no call says so", async () => {
    const { calls } = await openFresh();
    await calls.open(call());
    await calls.act("c1", { kind: "cancelled", note: null }, step(1));
    expect(await calls.act("c1", { kind: "accepted" }, step(2))).toEqual({ refused: "over" });
    expect(await calls.act("c9", { kind: "accepted" }, step(2))).toBeUndefined();
  });

  test("a call is not opened again beside another one of its type and place", async () => {
    const { calls } = await openFresh();
    await calls.open(call());
    await calls.act("c1", { kind: "cancelled", note: null }, step(1));
    await calls.open(call({ id: "c2" }));
    expect(calls.act("c1", { kind: "reopened" }, step(2))).rejects.toThrow("There is a call of this type");
    await calls.open(call({ id: "c3", type: "quality" }));
    const handedOn = calls.act("c3", { kind: "handed_on", type: "material" }, step(3));
    expect(handedOn).rejects.toThrow("see to that one");
  });
});
