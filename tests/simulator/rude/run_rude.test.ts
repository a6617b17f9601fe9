import { expect, test } from "bun:test";
import type { Message } from "../../../src/simulator/rude/manner";
import { runRude } from "../../../src/simulator/rude/run_rude";
import { SEED_MACHINES } from "../../../src/simulator/seed_machines";

const machine = { ...SEED_MACHINES[0]!, is_active: true };

function run(messages: Message[]) {
  const delivered: string[] = [];
  const timers: { ms: number; call(): void; off: boolean }[] = [];
  const simulator = runRude({
    plant: {
      next: (machine_id, at) => ({ machine_id, at, metrics: { power_kw: 1 }, mode: null }),
      say: () => ({ messages, good: [] }),
    },
    machines: [machine],
    deliver: (contentType, body) => delivered.push(`${contentType} ${body}`),
    now: () => 0,
    after(ms, call) {
      const timer = { ms, call, off: false };
      timers.push(timer);
      return () => (timer.off = true);
    },
  });
  const fire = (ms: number) =>
    timers.filter((timer) => timer.ms === ms && !timer.off).forEach(({ call }) => call());
  return { simulator, delivered, fire };
}

test("each message is delivered when it would arrive, as what it is", () => {
  const { delivered, fire } = run([
    { afterMs: 0, body: "now" },
    { afterMs: 2500, contentType: "text/csv", body: "later" },
  ]);
  expect(delivered).toEqual(["application/json now"]);
  fire(2500);
  expect(delivered).toEqual(["application/json now", "text/csv later"]);
});

test("a stop takes back the messages on their way", () => {
  const { simulator, delivered, fire } = run([{ afterMs: 2500, body: "later" }]);
  expect(simulator.stop(machine.id)).toBe(true);
  expect(simulator.stop(machine.id)).toBe(false);
  fire(2500);
  expect([delivered, simulator.active()]).toEqual([[], []]);
});
