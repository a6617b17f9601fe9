import { expect, test } from "bun:test";
import { stopInOrder } from "../../src/jobs/shutdown";
import { stopSteps } from "../../src/jobs/stop_steps";

/** Every part of a server, as one that writes down that it was stopped. */
function server(change: Partial<Parameters<typeof stopSteps>[0]> = {}) {
  const stopped: string[] = [];
  const part = (name: string) => ({ stop: () => stopped.push(name) });
  const steps = stopSteps({
    machineSync: part("machine sync"),
    publishedEvents: part("published events"),
    judging: part("judging"),
    training: part("training"),
    energyAlarms: part("energy alarms"),
    values: part("values"),
    screenPresence: part("screen presence"),
    outboxPoller: part("outbox poller"),
    live: part("live"),
    players: part("players"),
    housekeeping: part("housekeeping"),
    writeWatch: part("write watch"),
    outboxRelay: {
      idle: async (withinMs) => void stopped.push(`announced within ${withinMs} ms`),
      stop: async () => void stopped.push("outbox relay"),
    },
    server: { close: () => stopped.push("server") },
    bus: { close: async () => void stopped.push("bus") },
    store: { close: async () => void stopped.push("store") },
    ...change,
  });
  return { steps, stopped };
}

test("the sources of events stop first, then events are announced, then the screens go, and the store last", async () => {
  const { steps, stopped } = server();
  await stopInOrder(steps, () => {});
  const at = (name: string) => stopped.indexOf(name);
  for (const source of ["judging", "training", "energy alarms"])
    expect(at(source)).toBeWithin(0, at("announced within 1000 ms"));
  expect(at("announced within 1000 ms")).toBeLessThan(at("server"));
  expect(at("server")).toBeLessThan(at("live"));
  expect(stopped.slice(-3)).toEqual(["housekeeping", "bus", "store"]);
});

test("every part is stopped, once", async () => {
  const { steps, stopped } = server();
  await stopInOrder(steps, () => {});
  expect(stopped).toHaveLength(17);
  expect(new Set(stopped).size).toBe(17);
});

test("a server that shares its database with no other has no machines to sync", async () => {
  const { steps, stopped } = server({ machineSync: undefined });
  await stopInOrder(steps, (error) => expect(error).toBeUndefined());
  expect(stopped).toHaveLength(16);
});
