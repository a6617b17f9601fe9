import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Finding } from "../../../src/domain/alarm/alarm";
import type { Limit } from "../../../src/domain/alarm/machine_limits";
import type { Reading } from "../../../src/domain/machine/reading";
import { SECOND_MS } from "../../../src/domain/time_units";
import { start } from "./readings";

/*
 * Whatever happens to the stream of one metric, in whichever order it comes, changes nothing for another's
 * alarms; and no alarm closes without a good value of its metric, or a person.
 */

const SECONDS = 400;
const LIMIT = 80;

/** The values of the metric that is held to a limit: spells over it and within, a second apart. */
const spells = fc.array(fc.record({ seconds: fc.integer({ min: 1, max: 40 }), isOver: fc.boolean() }), {
  minLength: 1,
  maxLength: 10,
});
/**
 * Messages of the other metric: after how many of the first one's they come, stamped when, and what they say.
 */
const noise = fc.array(
  fc.record({
    place: fc.integer({ min: 0, max: SECONDS }),
    stamp: fc.integer({ min: -500, max: SECONDS + 500 }),
    late: fc.boolean(),
    times: fc.integer({ min: 1, max: 6 }),
    value: fc.oneof(fc.double({ noNaN: true }), fc.constant("bad"), fc.constant("implausible")),
  }),
  { maxLength: 40 },
);

const reading = (second: number, metrics: Record<string, number>, more: Partial<Reading> = {}): Reading => ({
  machine_id: "p1",
  at: (1000 + second) * SECOND_MS,
  mode: null,
  metrics,
  ...more,
});

const tempsOf = (all: readonly { seconds: number; isOver: boolean }[]) =>
  all.flatMap(({ seconds, isOver }) => new Array<number>(seconds).fill(isOver ? 95 : 20));

function noisy({ stamp, late, value }: { stamp: number; late: boolean; value: number | string }): Reading {
  const arrived = late ? { arrived_at: (1000 + stamp + 3600) * SECOND_MS } : {};
  if (typeof value === "number") return reading(stamp, { vibration_mm_s: value }, arrived);
  const mark =
    value === "bad"
      ? ({ quality: "bad", sent: "NaN" } as const)
      : ({ quality: "implausible", value: -32768 } as const);
  return reading(stamp, {}, { ...arrived, marked: { vibration_mm_s: mark } });
}

const limit: Limit = { metric: "temp_c", severity: "critical", high: LIMIT };
/** Ids differ where the other metric has alarms of its own. */
const about = (findings: readonly Finding[], metric: string) => {
  const ids = new Set(
    findings.flatMap((f) => (f.kind === "opened" && f.alarm.metric === metric ? [f.alarm.id] : [])),
  );
  return findings.flatMap((f) => {
    if (f.kind === "opened") return ids.has(f.alarm.id) ? [["opened", f.alarm.opened_at, f.alarm.cause]] : [];
    return ids.has(f.anomaly_id) ? [[f.kind, f.at]] : [];
  });
};

test("no disorder of one metric's messages changes another's alarms", () => {
  fc.assert(
    fc.property(spells, noise, (all, messages) => {
      const temps = tempsOf(all);
      const monitorOf = () => start({ limits: () => ({ metrics: [limit] }) });
      const alone = monitorOf().observe(temps.map((temp_c, second) => reading(second, { temp_c })));
      const mixed = temps.flatMap((temp_c, second) => [
        ...messages
          .filter(({ place }) => place === second)
          .flatMap((message) => new Array<Reading>(message.times).fill(noisy(message))),
        reading(second, { temp_c }),
      ]);
      expect(about(monitorOf().observe(mixed), "temp_c")).toEqual(about(alone, "temp_c"));
    }),
    { numRuns: 200 },
  );
});

test("deliveries again and late ones of a metric's own values change nothing either", () => {
  fc.assert(
    fc.property(
      spells,
      fc.array(fc.tuple(fc.nat(SECONDS), fc.nat(SECONDS)), { maxLength: 40 }),
      (all, again) => {
        const temps = tempsOf(all);
        const monitorOf = () => start({ limits: () => ({ metrics: [{ ...limit, on_delay_seconds: 3 }] }) });
        const once = temps.map((temp_c, second) => reading(second, { temp_c }));
        const twice = once.flatMap((each, second) => [
          each,
          ...again
            .filter(([place, from]) => place === second && from <= second)
            .map(([, from]) => once[from] ?? each),
        ]);
        expect(monitorOf().observe(twice)).toEqual(monitorOf().observe(once));
      },
    ),
    { numRuns: 200 },
  );
});

test("no alarm closes without good values of its metric, whatever else is sent", () => {
  fc.assert(
    fc.property(spells, noise, (all, messages) => {
      const both: Limit[] = [limit, { metric: "vibration_mm_s", severity: "warning", high: 5 }];
      const monitor = start({ limits: () => ({ metrics: both }) });
      const about = new Set<string>();
      let good = 0;
      const stream = tempsOf(all).flatMap((temp_c, second) => [
        ...messages.filter(({ place }) => place === second).map(noisy),
        reading(second, { temp_c }),
      ]);
      // Where the limited metric pauses, others go on.
      const pauses = stream.flatMap((each, i): Reading[] => {
        if (i % 50 !== 49) return [each];
        return [
          each,
          ...Array.from({ length: 30 }, (_, j) => ({
            ...each,
            at: each.at + j * SECOND_MS,
            metrics: { power_kw: j },
          })),
        ];
      });
      for (const each of pauses) {
        const findings = monitor.observe([each]);
        const { temp_c } = each.metrics;
        if (temp_c !== undefined) good = temp_c > LIMIT ? 0 : good + 1;
        for (const finding of findings) {
          const id = finding.kind === "opened" ? finding.alarm.id : finding.anomaly_id;
          if (finding.kind === "cleared") expect(about.has(id) ? good : 10).toBeGreaterThanOrEqual(10);
          else if ((finding.kind === "opened" ? finding.alarm : finding).metric === "temp_c") about.add(id);
        }
      }
    }),
    { numRuns: 100 },
  );
});
