import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  guidance,
  guidanceKey,
  guidanceScope,
  isEmptyGuidance,
  scopeOfKey,
} from "../../../src/domain/alarm/guidance";

test("a link leads to a web address and to nothing else", () => {
  const isLink = (link: string) => guidance.safeParse({ link }).success;
  for (const good of ["https://wiki/pump", "HTTP://a.b/c?d=e#f", " https://a.b "])
    expect([good, isLink(good)]).toEqual([good, true]);
  for (const bad of [
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "//evil/x",
    "/alarms",
    "wiki/pump",
    "https://a b/",
    "https://",
    "ht\ttps://a",
  ])
    expect([bad, isLink(bad)]).toEqual([bad, false]);
});

test("texts are trimmed, with line ends of one kind; what is empty is left out", () => {
  const sent = { cause: " a\r\nb\rc ", action: "", consequence: "  ", link: null, within_minutes: 15 };
  expect(guidance.parse(sent)).toEqual({ cause: "a\nb\nc", within_minutes: 15 });
  expect(isEmptyGuidance(guidance.parse({ action: " " }))).toBe(true);
});

test.each([
  ["within_minutes", 0],
  ["within_minutes", 1.5],
  ["within_minutes", 10_081],
  ["within_minutes", "soon"],
  ["action", "x".repeat(301)],
  ["cause", "x".repeat(1001)],
  ["cause", "a\0b"],
  ["colour", "red"],
])("%s %p is refused", (name, value) => expect(guidance.safeParse({ [name]: value }).success).toBe(false));

test("a scope is a machine, its metric, a type, its metric, a metric, or a rule alone", () => {
  const isScope = (scope: object) => guidanceScope.safeParse(scope).success;
  for (const scope of [
    { machine_id: "a", metric: "b" },
    { machine_type: "pump", metric: "b" },
    { rule: "r" },
  ])
    expect(isScope(scope)).toBe(true);
  for (const scope of [
    {},
    { machine_id: "a", machine_type: "pump" },
    { rule: "r", metric: "b" },
    { rule: "r", machine_id: "a" },
    { machine_type: "lathe" },
    { metric: "" },
  ])
    expect([scope, isScope(scope)]).toEqual([scope, false]);
});

test("a scope's key is its own, and leads back to it", () => {
  const word = fc
    .string({ minLength: 1, maxLength: 60, unit: "grapheme" })
    .filter((text) => !text.includes("\0"));
  const scopes = fc.oneof(
    fc.record({ machine_id: word, metric: word }),
    fc.record({ machine_id: word }),
    fc.record({ metric: word }),
    fc.record({ rule: word }),
    fc.record({ machine_type: fc.constant("pump" as const), metric: word }),
  );
  fc.assert(fc.property(scopes, (scope) => expect(scopeOfKey(guidanceKey(scope))).toEqual(scope)));
  expect(scopeOfKey("metric=a&colour=b")).toBeUndefined();
  expect(scopeOfKey("")).toBeUndefined();
});
