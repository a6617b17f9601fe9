import { afterEach, expect, jest, test } from "bun:test";
import type { PeerMessage } from "../../src/bus/peer_message";
import { startScreenPresence } from "../../src/cluster/screen_presence";
import type { Screen } from "../../src/domain/screen";

afterEach(() => void jest.useRealTimers());

const screen = (id: string) => ({ id, name: id }) as Screen;

/** A server with these screens; `known` are those that it or any peer has. */
function server(own: Screen[], { isShared = true, known = ["hall1"] } = {}) {
  const sent: PeerMessage[] = [];
  const done: unknown[] = [];
  const presence = startScreenPresence({
    screens: {
      own: () => [...own],
      find: (id: string) => known.includes(id),
      flash: (id: string) => void done.push(["flash", id]),
      peerReported: (...report: unknown[]) => void done.push(["report", ...report]),
    },
    isShared,
    sendToPeers: (message) => sent.push(message),
    now: () => 5_000,
  });
  return { presence, sent, done };
}

test("every five seconds the peers are told of all screens here", () => {
  jest.useFakeTimers();
  const { presence, sent } = server([screen("hall1")]);
  jest.advanceTimersByTime(10_000);
  expect(sent).toHaveLength(2);
  expect(sent[0]).toMatchObject({ kind: "screens", at: 5_000, screens: [{ id: "hall1" }] });
  presence.stop();
  jest.advanceTimersByTime(10_000);
  expect(sent).toHaveLength(2);
});

test("a server whose last screen has left says so once, and one that never had any says nothing", () => {
  jest.useFakeTimers();
  const own = [screen("hall1")];
  const { presence, sent } = server(own);
  jest.advanceTimersByTime(5_000);
  own.pop();
  jest.advanceTimersByTime(20_000);
  expect(sent.map((message) => message.kind === "screens" && message.screens.length)).toEqual([1, 0]);
  presence.stop();
});

test("without peers nothing is sent", () => {
  jest.useFakeTimers();
  const { presence, sent } = server([screen("hall1")], { isShared: false });
  jest.advanceTimersByTime(20_000);
  expect(sent).toEqual([]);
  presence.stop();
});

test("a report of a peer is taken in with its age", () => {
  const { presence, done } = server([]);
  presence.onPeerMessage({ kind: "screens", server: "other", at: 4_200, screens: [screen("hall2")] });
  expect(done).toEqual([["report", "other", [screen("hall2")], 800]]);
  presence.stop();
});

test("whoever looks for a screen finds it on whichever server it is", () => {
  const { presence, sent, done } = server([]);
  presence.onPeerMessage({ kind: "find", server: "other", screen: "hall1" });
  expect(done).toEqual([["flash", "hall1"]]);
  expect(presence.find("hall1")).toBe(true);
  expect(sent).toMatchObject([{ kind: "find", screen: "hall1" }]);
  presence.stop();
});

test("a screen that nobody knows is not looked for", () => {
  const { presence, sent } = server([]);
  expect(presence.find("nowhere")).toBe(false);
  expect(sent).toEqual([]);
  presence.stop();
});

test("its own messages, which come back by the bus, are left out", () => {
  const { presence, sent, done } = server([]);
  presence.find("hall1");
  presence.onPeerMessage(sent[0] as Extract<PeerMessage, { kind: "find" }>);
  expect(done).toEqual([]);
  presence.stop();
});
