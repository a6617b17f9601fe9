import { expect, test } from "bun:test";
import { chooseAccess } from "../../src/people/access";
import { countedAs, WINDOW_MS, waitOf } from "../../src/people/attempts";
import { isLogin, isPin, loginOf, wrongPassword } from "../../src/people/credentials";
import { isSessionAlive } from "../../src/people/session";

const facts = { asked: undefined, host: "127.0.0.1", isPublished: false, isOlder: false };

test("ACCESS is what is asked for, else by the age of the database, the address and what leads there", () => {
  const chosen = (change: Partial<Parameters<typeof chooseAccess>[0]>) => {
    const { mode, byAge } = chooseAccess({ ...facts, ...change });
    return byAge ? `${mode} by age` : mode;
  };
  expect(chosen({})).toBe("open");
  expect(["localhost", "::1", "127.1.2.3"].map((host) => chosen({ host }))).toEqual(["open", "open", "open"]);
  expect(["0.0.0.0", "::", "192.0.2.1", "127.example"].map((host) => chosen({ host }))).toEqual(
    Array(4).fill("view"),
  );
  expect(chosen({ isPublished: true })).toBe("view");
  expect(chosen({ isPublished: true, isOlder: true })).toBe("open by age");
  expect(chosen({ host: "0.0.0.0", isOlder: true })).toBe("open by age");
  expect(chosen({ asked: "closed", isOlder: true })).toBe("closed");
  expect(chosen({ asked: "open", host: "0.0.0.0", isOlder: true })).toBe("open");
});

test("the sixth attempt of a quarter of an hour waits until one of the five is that old", () => {
  const at = [0, 1, 2, 3, 4].map((minute) => minute * 60_000);
  expect(waitOf(at, at.at(-1)!)).toBeUndefined();
  const now = 5 * 60_000;
  expect(waitOf([...at, now], now)).toBe(WINDOW_MS - now);
});

test("a session is alive for 12 h after its last sign of life, and for 7 days", () => {
  const hour = 3_600_000;
  const alive = (created_at: number, seen_at: number, now: number) =>
    isSessionAlive({ created_at, seen_at }, now);
  expect([alive(0, 0, 12 * hour - 1), alive(0, 0, 12 * hour)]).toEqual([true, false]);
  expect([alive(0, 167 * hour, 168 * hour - 1), alive(0, 167 * hour, 168 * hour)]).toEqual([true, false]);
});

test("a password has twelve letters and is not the name; a PIN four to eight digits", () => {
  expect(wrongPassword("12345678901", "ada")).toBe("short");
  expect(wrongPassword("123456789012", "ada")).toBeUndefined();
  // Letters, not units: six of these are twelve units.
  expect(wrongPassword("🦊".repeat(6), "ada")).toBe("short");
  expect(wrongPassword("ada@plant.example", "ada@plant.example")).toBe("name");
  expect(wrongPassword("x".repeat(201), "ada")).toBe("long");
  expect(["123", "1234", "12345678", "123456789", "12a4", ""].map(isPin)).toEqual([
    false,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(loginOf("  Ada@Plant.Example ")).toBe("ada@plant.example");
  expect(["ada", "", "a da", "x".repeat(81)].map(isLogin)).toEqual([true, false, false, false]);
});

test("attempts are counted by address, of IPv6 by the network that its owner has", () => {
  const same = (...addresses: string[]) => new Set(addresses.map(countedAs)).size === 1;
  expect(countedAs("192.0.2.7")).toBe("192.0.2.7");
  expect(same("192.0.2.7", "::ffff:192.0.2.7", "::FFFF:192.0.2.7")).toBe(true);
  expect(countedAs("2001:DB8:0:1:a:b:c:d")).toBe("2001:db8:0:1::/64");
  expect(same("2001:db8:0:1::1", "2001:0db8:0000:0001:ffff::", "2001:db8::1:0:0:0:2")).toBe(true);
  expect(same("fe80::1%eth0", "fe80::2%eth1")).toBe(true);
  const apart = ["192.0.2.7", "192.0.2.8", "2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8::1", "::1", "::2"];
  expect(new Set(apart.map(countedAs)).size).toBe(apart.length);
  expect(same("::ffff:c000:207", "::ffff:c000:208")).toBe(false);
});
