import { afterEach, expect, test } from "bun:test";
import type { BusHandlers } from "../../src/bus/bus";
import { createLocalBus } from "../../src/bus/local";
import { connectBus } from "../../src/compose/bus";
import type { ClusterRoom } from "../../src/compose/cluster";
import type { CorePart } from "../../src/compose/core";
import type { AnnouncedEvent, LoggedEvent } from "../../src/domain/event";
import { createStageCounters } from "../../src/live/state/diagnostics";
import { createPlantState } from "../../src/live/state/plant_state";
import { createMemoryStore } from "../support/memory_store";

const now = Date.now;
const note = (message: string) =>
  ({ event_type: "system_alert", alert_type: "n", severity: "info", message }) as LoggedEvent;

let stop = async () => {};
afterEach(() => stop());

/** Connects a store in which one event waits already, to a local bus; the steps in their order. */
async function connecting() {
  const steps: string[] = [];
  const store = createMemoryStore(now);
  await store.events.record([note("before the start")]);
  const { latest } = store.readings;
  store.readings.latest = () => (steps.push("state is loaded"), latest());
  const bus = await createLocalBus(store.events);
  const core = {
    store,
    now,
    stageCounters: createStageCounters(now),
    machineRegistry: { all: () => [] },
    log: { info() {}, warn: (details: unknown) => steps.push(`warns of ${JSON.stringify(details)}`) },
  } as unknown as CorePart;
  const live = {
    onEvent: ({ message }: AnnouncedEvent) => steps.push(`draws ${String(message)}`),
    beat() {},
  };
  const subscribed = {
    ...bus,
    subscribe: (handlers: BusHandlers) => (steps.push("subscribes"), bus.subscribe(handlers)),
  };
  const judged = { band: () => undefined, learned: () => 1, newest: () => ({}) };
  const judging = { ...judged, isLeader: () => true, onAlarmUpdated() {}, onValue() {}, onPeerMessage() {} };
  const cluster = {
    publishedEvents: { takesIn: () => true, take() {}, onAnnounced() {} },
  } as unknown as ClusterRoom;
  const room = { plantState: createPlantState(), live } as unknown as Parameters<typeof connectBus>[2];
  const { outboxRelay, outboxPoller } = await connectBus(core, subscribed, room, judging, cluster);
  stop = async () => {
    await outboxPoller.stop();
    await outboxRelay.stop();
  };
  return { steps, store, outboxRelay };
}

test("the state is loaded after the subscription, and only then is anything announced", async () => {
  const { steps, outboxRelay } = await connecting();
  await outboxRelay.idle();
  expect(steps).toEqual(["subscribes", "state is loaded", "draws before the start"]);
});

test("an event is announced as soon as the store has recorded it, whoever asked for it", async () => {
  const { steps, store, outboxRelay } = await connecting();
  await outboxRelay.idle();
  await new Promise(setImmediate); // lets the run end that idle asked for
  await store.events.record([note("later")]);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  expect(steps.at(-1)).toBe("draws later");
});
