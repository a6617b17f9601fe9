import { expect, test } from "bun:test";
import { readFrame } from "../../../static/connection/frame";

const BEAT = { build: "b", cursor: "abc-7", bus: "ok", warning: null, now: 1 };
const html = (cursor: string) =>
  `<hx-partial>${"x".repeat(2000)}</hx-partial><input id="cursor" data-cursor="${cursor}">`;

test("a frame of the same log has no gap, a frame of another epoch has one", () => {
  expect(readFrame(html("abc-9"), "abc-7")).toEqual({ beat: undefined, hasGap: false });
  expect(readFrame(html("xyz-1"), "abc-7").hasGap).toBe(true);
});

test("a beat comes as JSON, and names its cursor itself", () => {
  expect(readFrame(JSON.stringify({ beat: BEAT }), "abc-7")).toEqual({ beat: BEAT, hasGap: false });
  expect(readFrame(JSON.stringify({ beat: { ...BEAT, cursor: "xyz-1" } }), "abc-7").hasGap).toBe(true);
  expect(readFrame(JSON.stringify({ beat: { ...BEAT, cursor: null } }), "abc-7").hasGap).toBe(false);
});

test("a server that has missed events itself says so to every page", () => {
  expect(readFrame(`{"resync":true}`, "abc-7")).toEqual({ beat: undefined, hasGap: true });
});

test("a frame without a cursor, or that is no text, has no gap", () => {
  expect(readFrame("<p></p>", "abc-7").hasGap).toBe(false);
  expect(readFrame(new ArrayBuffer(3), "abc-7").hasGap).toBe(false);
});
