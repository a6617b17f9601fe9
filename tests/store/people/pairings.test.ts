import { eventually } from "../../support/andon";
import { expect, test } from "bun:test";
import { CODE_MS, TRIES_AT_MOST, WAITING_AT_MOST } from "../../../src/people/pairing";
import type { By } from "../../../src/people/actor";
import { freshUrl, NOW, onEachDatabase, open } from "../../support/store";

const WALL = { name: "Wall", page: "/kiosk", area: null, mayAct: false } as const;
const FROM = "192.0.2.7";
const ADA: By = { actor: { kind: "person", id: "ada", name: "Ada", role: "administrator" }, address: FROM };

/** A code that no waiting screen shows. */
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

onEachDatabase(() => {
  let now = NOW;
  async function opened(url?: string) {
    now = NOW;
    const store = await open(url ?? (await freshUrl()), () => now);
    return { ...store, [Symbol.asyncDispose]: () => store.close() };
  }

  test("a screen keeps its code for two minutes, and gets another then", async () => {
    await using store = await opened();
    const { code, secret } = (await store.pairings.codeOf(undefined, FROM))!;
    expect(code).toMatch(/^\d{6}$/);
    expect(secret).toMatch(/^[\w-]{43}$/);
    now += CODE_MS - 1;
    expect(await store.pairings.codeOf(secret, FROM)).toEqual({ code, secret });
    now += 1;
    expect(await store.pairings.enter(code, WALL)).toBeUndefined();
    const next = (await store.pairings.codeOf(secret, FROM))!;
    expect(next.secret).toBe(secret);
    expect(await store.pairings.enter(next.code, WALL)).toBeDefined();
  });

  test("its secret is the screen's from the moment that its code is entered, until it is taken off the list", async () => {
    await using store = await opened();
    const { code, secret } = (await store.pairings.codeOf(undefined, FROM))!;
    expect(await store.devices.find(secret)).toBeUndefined();
    const device = (await store.pairings.enter(code, { ...WALL, area: "a1", mayAct: true }, ADA))!;
    const kept = { name: "Wall", page: "/kiosk", area: "a1", may_act: true } as const;
    expect(device).toEqual({ id: device.id, ...kept, created_at: NOW, created_by: "ada", seen_at: null });
    expect(await store.devices.find(secret)).toEqual({
      kind: "device",
      id: device.id,
      name: "Wall",
      mayAct: true,
    });
    // Nobody waits for the note of when it was seen.
    await eventually(async () => (await store.devices.list())[0]?.seen_at === NOW, "it was seen");
    expect(await store.devices.list()).toEqual([{ ...device, seen_at: NOW }]);
    expect(await store.devices.revoke(device.id, ADA)).toBe(true);
    expect(await store.devices.revoke(device.id, ADA)).toBe(false);
    expect(await store.devices.find(secret)).toBeUndefined();
    const by = { actor_id: "ada", actor_name: "Ada", address: FROM, subject: `device:${device.id}` };
    expect(await store.audit.list({ limit: 10 })).toMatchObject([
      { action: "device.revoke", ...by, before: JSON.stringify(kept), after: null },
      { action: "device.pair", ...by, before: null, after: JSON.stringify(kept) },
    ]);
  });

  test("a code is used up by its entry, also when two enter it at once", async () => {
    await using store = await opened();
    const { code } = (await store.pairings.codeOf(undefined, FROM))!;
    const entered = await Promise.all([1, 2, 3].map(() => store.pairings.enter(code, WALL)));
    expect(entered.filter(Boolean)).toHaveLength(1);
    expect(await store.devices.list()).toHaveLength(1);
  });

  test("two screens that ask at once have codes of their own, on any server", async () => {
    const url = await freshUrl();
    await using first = await opened(url);
    const second = first.shared ? await opened(url) : first;
    const waiting = await Promise.all(
      [first, second, first, second].map((store) => store.pairings.codeOf(undefined, FROM)),
    );
    const codes = waiting.map((one) => one!.code);
    expect(new Set(codes).size).toBe(4);
    const device = (await second.pairings.enter(codes[0]!, WALL))!;
    expect((await first.devices.find(waiting[0]!.secret))?.id).toBe(device.id);
    for (const { secret } of waiting.slice(1) as { secret: string }[])
      expect(await first.devices.find(secret)).toBeUndefined();
    if (second !== first) await second.close();
  });

  test("five wrong entries void every code that was shown meanwhile", async () => {
    await using store = await opened();
    const { code, secret } = (await store.pairings.codeOf(undefined, FROM))!;
    for (let n = 1; n < TRIES_AT_MOST; n += 1) await store.pairings.enter(other(code), WALL);
    expect(await store.pairings.codeOf(secret, FROM)).toEqual({ code, secret });
    await store.pairings.enter(other(code), WALL);
    expect(await store.pairings.enter(code, WALL)).toBeUndefined();
    const next = (await store.pairings.codeOf(secret, FROM))!;
    expect(await store.pairings.enter(next.code, WALL)).toBeDefined();
  });

  test("an address has a bound of screens that wait; others wait on, and later it has room again", async () => {
    await using store = await opened();
    for (let n = 0; n < WAITING_AT_MOST; n += 1) await store.pairings.codeOf(undefined, FROM);
    expect(await store.pairings.codeOf(undefined, FROM)).toBeUndefined();
    expect(await store.pairings.codeOf(undefined, "192.0.2.8")).toBeDefined();
    now += CODE_MS;
    expect(await store.pairings.codeOf(undefined, FROM)).toBeDefined();
  });

  test("the addresses of one IPv6 network count as one", async () => {
    await using store = await opened();
    for (let n = 0; n < WAITING_AT_MOST; n += 1) await store.pairings.codeOf(undefined, `2001:db8::${n + 1}`);
    expect(await store.pairings.codeOf(undefined, "2001:db8::ffff")).toBeUndefined();
    expect(await store.pairings.codeOf(undefined, "2001:db8:0:1::1")).toBeDefined();
  });

  test("a screen is noted as seen at most once a minute", async () => {
    await using store = await opened();
    const { code, secret } = (await store.pairings.codeOf(undefined, FROM))!;
    await store.pairings.enter(code, WALL);
    const seenAt = async () => (await store.devices.list())[0]?.seen_at;
    /** Nobody waits for the note. */
    const noted = async (at: number) => {
      await store.devices.find(secret);
      await eventually(async () => (await seenAt()) === at, `seen at ${at}`);
    };
    await noted(NOW);
    now += 59_999;
    await noted(NOW);
    now += 1;
    await noted(now);
  });
});
