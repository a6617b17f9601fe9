import { expect, test } from "bun:test";
import { type InboundEntry, readInboundEntry } from "../../../../src/bus/redis/inbound/entry";
import { recordedAt } from "../../../../src/domain/event";
import { anomaly } from "../../../support/recording_subscriber";

const { event_id: _, ...sent } = anomaly(1);

function entry(id: string, event: object = sent): InboundEntry {
  return [id, ["event", JSON.stringify(event)]];
}

function eventOf(read: InboundEntry) {
  const message = readInboundEntry(read);
  if (message.kind !== "external") throw new Error(`The entry is ${message.kind}, not external`);
  return message.event;
}

test("an entry is the same event each time it is read, and no other entry is", () => {
  const id = eventOf(entry("1700000000000-0")).event_id;
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(eventOf(entry("1700000000000-0")).event_id).toBe(id);
  expect(eventOf(entry("1700000000000-1")).event_id).not.toBe(id);
  expect(eventOf(entry("1700000000000-0", { ...sent, value: 2 })).event_id).not.toBe(id);
  expect(recordedAt({ ...sent, event_id: id ?? "" })).toBe(1700000000000);
});

test("an entry under any id that Redis allows has an event_id", () => {
  for (const id of ["0-1", "18446744073709551615-18446744073709551615"])
    expect(eventOf(entry(id)).event_id).toMatch(/^[0-9a-f-]{36}$/);
});

test("an event_id of its own is kept; an empty one is none", () => {
  const event_id = Bun.randomUUIDv7();
  expect(eventOf(entry("1-1", { ...sent, event_id })).event_id).toBe(event_id);
  const empty = ["1-1", "1-2"].map((id) => eventOf(entry(id, { ...sent, event_id: "" })).event_id);
  expect(new Set(empty).size).toBe(2);
});

test("the event is the field of that name, not a value that is the same word", () => {
  const [, fields] = entry("1-1");
  expect(eventOf(["1-1", ["type", "event", ...fields]])).toMatchObject(sent);
  expect(readInboundEntry(["1-1", ["type", "event"]]).kind).toBe("malformed");
  expect(readInboundEntry(["1-1", ["event"]]).kind).toBe("malformed");
});

test("what another plant has announced is an event like any other, under its event_id", () => {
  const announced = { ...anomaly(1), id: "winter-1700000000000-0" };
  const { id: __, ...kept } = announced;
  expect(eventOf(entry("1-1", announced))).toEqual(kept);
});
