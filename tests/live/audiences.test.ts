import { expect, test } from "bun:test";
import { type Audience, concerns, createAudiences, topicOf } from "../../src/live/audiences";

const board = (...machineIds: string[]): Audience => ({ kind: "page", page: "board", machineIds });

test("the order of the machines makes no other topic", () => {
  expect(topicOf(board("b", "a"))).toBe(topicOf(board("a", "b")));
  expect(topicOf(board("a"))).not.toBe(topicOf(board()));
});

test("an audience of one machine is sent nothing about another, nor about none", () => {
  expect(concerns(board("a"), "a")).toBe(true);
  expect(concerns(board("a"), "b")).toBe(false);
  expect(concerns(board("a"), null)).toBe(false);
  expect(concerns(board(), null)).toBe(true);
});

test("beyond a bound no other selection of machines may join, the whole board and a known one may", () => {
  const audiences = createAudiences(2);
  const topic = audiences.join(board("a"));
  audiences.join(board("b"));
  audiences.join(board());
  expect(audiences.hasRoom(board("a", "b"))).toBe(false);
  expect(audiences.hasRoom({ kind: "page", page: "kiosk", machineIds: ["a"] })).toBe(false);
  expect(audiences.hasRoom(board("b"))).toBe(true);
  expect(audiences.hasRoom({ kind: "page", page: "kiosk", machineIds: [] })).toBe(true);
  audiences.leave(topic);
  expect(audiences.hasRoom(board("a", "b"))).toBe(true);
});

test("a topic without sockets is forgotten", () => {
  const audiences = createAudiences();
  const topic = audiences.join(board("a"));
  audiences.join(board("a"));
  audiences.leave(topic);
  expect([...audiences.all()]).toHaveLength(1);
  audiences.leave(topic);
  expect([...audiences.all()]).toEqual([]);
  expect(audiences.count()).toBe(0);
});
