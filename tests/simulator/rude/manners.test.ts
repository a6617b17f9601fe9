import { describe, expect, test } from "bun:test";
import type { Reading } from "../../../src/domain/machine/reading";
import { createMachineRegistry } from "../../../src/ingest/machine_registry";
import { parseReadings } from "../../../src/ingest/parse/parse";
import { validate } from "../../../src/ingest/validate";
import { MACHINE_DEFAULTS } from "../../../src/domain/machine/machine";
import { createPlant } from "../../../src/simulator/plant";
import type { Message, Said } from "../../../src/simulator/rude/manner";
import { planDeeds } from "../../../src/simulator/rude/plan";
import { createRudePlant } from "../../../src/simulator/rude/rude_plant";
import { SEED_MACHINES } from "../../../src/simulator/seed_machines";

const FROM = Date.UTC(2026, 10, 23, 8);
const HOUR_MS = 3_600_000;
const plan = planDeeds({ seed: 1, from: FROM, hours: 2 });
const registry = createMachineRegistry(
  SEED_MACHINES.map((seed) => ({ ...MACHINE_DEFAULTS, ...seed, created_at: 0, updated_at: 0 })),
);

/** An hour of a machine: each reading as it was measured, and what was said of it. */
function hourOf(name: string, hours = 1) {
  const machine = SEED_MACHINES.find((seed) => seed.name === name)!;
  const rude = createRudePlant({ seed: 1, plan, plant: createPlant({ seed: 1, faultsPerDay: 0 }) });
  const said: { measured: Reading; said: Said }[] = [];
  for (let at = FROM; at < FROM + hours * HOUR_MS; at += machine.data_interval_seconds * 1000) {
    const measured = rude.next(machine.id, at);
    said.push({ measured, said: rude.say(measured) });
  }
  return said;
}

const messagesOf = (said: ReturnType<typeof hourOf>): Message[] =>
  said.flatMap(({ said: { messages } }) => messages);
const jsonOf = ({ body }: Message) =>
  JSON.parse(body) as {
    machine_id: string;
    timestamp: number;
    metrics: Record<string, unknown>;
    mode: string;
  };

/** All values that are believed of some messages, as "stamp metric value". */
function believed(messages: readonly Message[], now: number): Set<string> {
  const values = new Set<string>();
  for (const { contentType = "application/json", body } of messages) {
    const parsed = parseReadings(contentType, body);
    if (parsed.kind === "refused") throw new Error(parsed.message);
    const { readings, rejected } = validate(parsed.rows, { machine: registry.find, now });
    if (rejected[0]) throw new Error(rejected[0].error);
    for (const { at, metrics } of readings)
      for (const [metric, value] of Object.entries(metrics)) values.add(`${at} ${metric} ${value}`);
  }
  return values;
}

describe.each(SEED_MACHINES.map(({ name }) => name))("%s", (name) => {
  test("sends the good values that it says it sends, and no others", () => {
    const said = hourOf(name);
    const good = said.flatMap(({ said: { good } }) => good);
    const truth = good.flatMap(({ at, metrics }) =>
      Object.entries(metrics).map(([metric, value]) => `${at} ${metric} ${value}`),
    );
    expect(believed(messagesOf(said), FROM + HOUR_MS)).toEqual(new Set(truth));
  });

  test("sends the same for the same seed", () => expect(hourOf(name)).toEqual(hourOf(name)));
});

test("one metric a message, vibration two to three seconds behind", () => {
  for (const message of messagesOf(hourOf("Compressor-1")).slice(0, 500)) {
    const [metric, ...others] = Object.keys(jsonOf(message).metrics);
    expect(others).toEqual([]);
    const [least, most] = metric === "vibration_mm_s" ? [2000, 3000] : [0, 200];
    expect(message.afterMs).toBeGreaterThanOrEqual(least);
    expect(message.afterMs).toBeLessThanOrEqual(most);
  }
});

test("litter among the values: null, bare NaN, words, numbers as text", () => {
  const bodies = messagesOf(hourOf("HVAC-Main", 2))
    .map(({ body }) => body)
    .join("\n");
  for (const litter of [/:null[,}]/, /:NaN[,}]/, /:"Bad"/, /:"1,5"/, /:"\d+\.\d+"/])
    expect(bodies).toMatch(litter);
});

test("two to six deliveries of one message, some overtaken by the next", () => {
  const said = hourOf("Conveyor-A");
  for (const {
    said: { messages },
  } of said) {
    expect(messages.length).toBeGreaterThanOrEqual(2);
    expect(messages.length).toBeLessThanOrEqual(6);
    expect(new Set(messages.map(({ body }) => body)).size).toBe(1);
  }
  const firsts = said.map(({ said: { messages } }) => Math.min(...messages.map(({ afterMs }) => afterMs)));
  expect(firsts.some((afterMs) => afterMs > 10_000)).toBe(true);
  expect(firsts.filter((afterMs) => afterMs === 0).length).toBeGreaterThan(firsts.length / 2);
});

test("seconds of the epoch, up to 290 s ahead, that jump and never hide one another", () => {
  const said = hourOf("Hydraulic-Pump-1", 2);
  const stamps = messagesOf(said).map((message) => jsonOf(message).timestamp);
  const ahead = said.map(({ measured }, i) => stamps[i]! - measured.at / 1000);
  expect(new Set(stamps).size).toBe(stamps.length);
  expect([Math.min(...ahead), Math.max(...ahead)]).toEqual([0, 290]);
  expect(new Set(ahead).size).toBeGreaterThan(3);
});

test("a single value that cannot be true, in place of the measured one", () => {
  const glitches = messagesOf(hourOf("Injection-Molding-1")).filter(({ body }) =>
    body.includes("4294967.295"),
  );
  expect(glitches).toHaveLength(1);
});

test("silent for some minutes, then all of it in one body, oldest first", () => {
  const said = hourOf("Boiler-1");
  const backlogs = messagesOf(said).filter(({ contentType }) => contentType === "text/csv");
  expect(backlogs.map(({ body }) => body.split("\n").length - 2)).toEqual([18, 6]);
  const [longest] = plan.planted.filter(({ expected }) => expected === "silence");
  expect(longest!.to - longest!.from).toBe(9 * 60_000);
});

test("offline for twenty minutes, then its backlog before the live readings, oldest first", () => {
  const said = hourOf("Compressor-EU-1");
  const back = said.find(({ said: { messages } }) => messages.length > 1)!.said;
  expect(back.good).toHaveLength(20 * 60 + 1);
  expect(back.good.map(({ at }) => at)).toEqual(back.good.map(({ at }) => at).toSorted((a, b) => a - b));
  expect(Math.max(...back.messages.map(({ afterMs }) => afterMs))).toBeLessThan(1000);
});

test("modes in capitals, and a name with no-break spaces", () => {
  const rows = messagesOf(hourOf("HVAC-EU-North", 1)).map(jsonOf);
  expect(new Set(rows.map(({ machine_id }) => machine_id))).toEqual(new Set(["\u00a0HVAC-EU-North\u00a0"]));
  const modes = new Set(rows.map(({ mode }) => mode));
  expect(modes.has("FAULT") && modes.has("MAINTENANCE")).toBe(true);
  expect([...modes].every((mode) => mode === mode.toUpperCase())).toBe(true);
});
