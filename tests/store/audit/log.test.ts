import { expect, test } from "bun:test";
import type { Actor } from "../../../src/people/actor";
import type { AuditQuery } from "../../../src/store/audit/audit_store";
import { DAY, freshUrl, NOW, onEachDatabase, open } from "../../support/store";
import { openTables, verify } from "./tables";

const ADA: Actor = { kind: "person", id: "p1", name: "Ada", role: "operator" };
const KEY: Actor = { kind: "token", id: "t1", name: "Gateway", scopes: ["configure"] };

/** A log of limits that were set once a day, the last of them now; `later` moves the clock. */
async function withEntries(count: number, actor: (place: number) => Actor = () => ADA) {
  const url = await freshUrl();
  let at = NOW - (count - 1) * DAY;
  const store = await open(url, () => at);
  for (let place = 0; place < count; place++, at += DAY)
    await store.audit.record({
      actor: actor(place),
      address: "192.0.2.7",
      action: place % 2 === 0 ? "limits.set" : "metric.set",
      subject: `machine:c${place % 3}`,
      before: null,
      after: { place, by: `100%_"Zoë"!\\${place}` },
    });
  at = NOW;
  const later = (ms: number) => void (at = NOW + ms);
  return { url, store, later, [Symbol.asyncDispose]: () => store.close() };
}

onEachDatabase(() => {
  test("entries come newest first, or oldest first after one of them, and filtered", async () => {
    const anonymous: Actor = { kind: "anonymous" };
    await using room = await withEntries(12, (place) => [ADA, KEY, anonymous][place % 3] ?? ADA);
    const { audit } = room.store;
    const listed = async (query: Partial<AuditQuery>) =>
      (await audit.list({ limit: 100, ...query })).map(({ n }) => n);
    expect(await listed({ limit: 3 })).toEqual([12, 11, 10]);
    expect(await listed({ limit: 3, before: 10 })).toEqual([9, 8, 7]);
    expect(await listed({ limit: 3, after: 0 })).toEqual([1, 2, 3]);
    for (const actor of ["Ada", "p1", "person"]) expect(await listed({ actor, after: 6 })).toEqual([7, 10]);
    expect(await listed({ actor: "Gateway", before: 6 })).toEqual([5, 2]);
    expect(await listed({ actor: `100%_"Zoë"!\\2` })).toEqual([3]);
    expect(await listed({ actor: `100__"Zoë"!\\2` })).toEqual([]);
    expect(await listed({ action: "metric.set", before: 5 })).toEqual([4, 2]);
    expect(await listed({ subjects: ["machine:c1", "alarm:c1"], before: 6 })).toEqual([5, 2]);
    expect(await listed({ from: NOW - DAY })).toEqual([12, 11]);
    expect(await listed({ to: NOW - 10 * DAY })).toEqual([1]);
    expect(await listed({ actor: "'; drop table audit;--" })).toEqual([]);
  });

  test("one byte that was changed in the database is found, and its entry named", async () => {
    await using room = await withEntries(5);
    const { url } = room;
    expect(await verify(url)).toMatchObject({ count: 5 });
    await using tables = openTables(url);
    const [entry] = await tables<{ after: string; actor_name: string }[]>`select * from audit where n = 3`;
    await tables`update audit set after = ${entry?.after.replace("2", "3")} where n = 3`;
    expect(await verify(url)).toEqual({ broken: { n: 3, problem: "changed" } });
    await tables`update audit set after = ${entry?.after} where n = 3`;
    expect(await verify(url)).toMatchObject({ count: 5 });
    await tables`update audit set actor_name = ${"Eda"} where n = 5`;
    expect(await verify(url)).toEqual({ broken: { n: 5, problem: "changed" } });
    await tables`delete from audit where n = 5`;
    expect(await verify(url)).toEqual({ broken: { n: 5, problem: "cut_off" } });
  });

  test("removal by age leaves a sealed entry and a whole log, time after time, down to no old entry at all", async () => {
    await using room = await withEntries(10);
    const { store, url } = room;
    const retain = (auditBefore: number) => store.retain({ readingsBefore: 0, eventsBefore: 0, auditBefore });
    expect(await retain(NOW - 7 * DAY)).toBe(2);
    expect(await verify(url)).toMatchObject({ count: 9, first: 3, end: { n: 11 } });
    const [seal] = await store.audit.list({ limit: 1 });
    expect(seal).toMatchObject({ action: "audit.seal", actor_kind: "system", subject: "audit:1-2" });
    expect(JSON.parse(seal?.after ?? "")).toEqual({
      through: 2,
      last_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      count: 2,
      from: NOW - 9 * DAY,
      to: NOW - 8 * DAY,
    });
    expect(await retain(NOW - 7 * DAY)).toBe(0);
    expect(await retain(NOW - 3 * DAY)).toBe(4);
    expect(await verify(url)).toMatchObject({ first: 7, end: { n: 12 } });
    room.later(2 * DAY);
    expect(await retain(NOW + 9 * DAY)).toBe(6);
    expect(await verify(url)).toMatchObject({ count: 1, first: 13 });
    await using tables = openTables(url);
    await tables`update audit set after = replace(after, '"count":6', '"count":5') where n = 13`;
    expect(await verify(url)).toEqual({ broken: { n: 13, problem: "changed" } });
  });

  test("an entry removed by hand is missed, though others were removed by age", async () => {
    await using room = await withEntries(10);
    await room.store.retain({ readingsBefore: 0, eventsBefore: 0, auditBefore: NOW - 7 * DAY });
    await using tables = openTables(room.url);
    await tables`delete from audit where n = 3`;
    expect(await verify(room.url)).toEqual({ broken: { n: 3, problem: "missing" } });
  });

  test("texts that no database keeps are hashed as they are kept, and no secret is stored", async () => {
    await using room = await withEntries(1);
    const { store, url } = room;
    await store.audit.record({
      actor: { kind: "person", id: "p\0", name: "A\ud800", role: "viewer" },
      address: null,
      action: "person.change",
      subject: "person:\0☃",
      before: { note: "\0\ud800", password: "hunter2hunter2" },
      after: { pin: "4711" },
    });
    expect(await verify(url)).toMatchObject({ count: 2 });
    const [entry] = await store.audit.list({ limit: 1 });
    expect(JSON.stringify(entry)).not.toMatch(/hunter2|4711/);
  });
});
