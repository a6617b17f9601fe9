import { afterEach, expect, jest, test } from "bun:test";
import { stopInOrder, stopOnSignal } from "../../src/jobs/shutdown";

afterEach(() => void jest.useRealTimers());

test("parts are stopped one after the other, each when the one before it has stopped", async () => {
  const log: string[] = [];
  const part = (name: string) =>
    [
      name,
      async () => {
        log.push(`${name} stops`);
        await Promise.resolve();
        log.push(`${name} stopped`);
      },
    ] as const;
  await stopInOrder([part("a"), part("b")], () => {});
  expect(log).toEqual(["a stops", "a stopped", "b stops", "b stopped"]);
});

test("a part that cannot be stopped is named, and keeps no other from being stopped", async () => {
  const troubles: unknown[] = [];
  const stopped: string[] = [];
  await stopInOrder(
    [
      [
        "throws",
        () => {
          throw new Error("at once");
        },
      ],
      ["rejects", () => Promise.reject(new Error("later"))],
      ["store", () => stopped.push("store")],
    ],
    (error, part) => troubles.push([part, String(error)]),
  );
  expect(troubles).toEqual([
    ["throws", "Error: at once"],
    ["rejects", "Error: later"],
  ]);
  expect(stopped).toEqual(["store"]);
});

/** A process that can be sent a signal. */
function host() {
  const listeners = new Map<string, () => void>();
  const exits: unknown[] = [];
  const process = {
    on: (name: string, listener: () => void) => void listeners.set(name, listener),
    exit: (code: number) => exits.push(code),
  } as unknown as NodeJS.Process;
  return { process, exits, send: (name: string) => listeners.get(name)?.() };
}

test.each(["SIGTERM", "SIGINT"])("%s stops the server once and ends the process with 0", async (signal) => {
  const { process, exits, send } = host();
  let stops = 0;
  stopOnSignal(async () => void (stops += 1), process);
  send(signal);
  send("SIGTERM");
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  expect([stops, exits]).toEqual([1, [0]]);
});

test("a stop that hangs ends with the process after 4.5 s", () => {
  jest.useFakeTimers();
  const { process, exits, send } = host();
  stopOnSignal(() => new Promise(() => {}), process);
  send("SIGTERM");
  jest.advanceTimersByTime(4_499);
  expect(exits).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(exits).toEqual([0]);
});
