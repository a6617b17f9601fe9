import { createMonitor, type MonitorOptions } from "../../../src/detection/monitor/monitor";
import { createRandom } from "../../../src/math/random";
import type { Alarm, Finding } from "../../../src/domain/alarm/alarm";
import type { Machine } from "../../../src/domain/machine/machine";
import type { Reading } from "../../../src/domain/machine/reading";
import { SECOND_MS } from "../../../src/domain/time_units";

const PUMP = { id: "p1", name: "Pump-1", type: "pump" } as Machine;

/** A monitor that knows Pump-1 and names its alarms alarm-1, alarm-2 … */
export function start(more: Partial<MonitorOptions> = {}) {
  let made = 0;
  const newId = () => `alarm-${++made}`;
  return createMonitor({
    machine: (id) => (id === "p1" ? PUMP : undefined),
    open: [],
    states: new Map(),
    newId,
    ...more,
  });
}

/**
 * Seeded readings of Pump-1 a second apart: power 50 ± 1 kW, pressure 7 ± 0.1 bar; `odd` replaces what it
 * names.
 */
export function readings(
  from: number,
  to: number,
  odd: (i: number) => Partial<Omit<Reading, "metrics">> & { metrics?: object } = () => ({}),
) {
  const chance = createRandom(from + 1);
  const noise = () => (chance() + chance() + chance() - 1.5) * 2;
  return Array.from({ length: to - from }, (_, index): Reading => {
    const i = from + index;
    const usual = { power_kw: 50 + noise(), pressure_bar: 7 + noise() / 10 };
    const { metrics, ...rest } = odd(i);
    return {
      machine_id: "p1",
      at: i * SECOND_MS,
      mode: "running",
      ...rest,
      metrics: { ...usual, ...metrics },
    };
  });
}

export const kinds = (findings: Finding[]) => findings.map(({ kind }) => kind);
export const opened = (findings: Finding[]): Alarm[] =>
  findings.flatMap((f) => (f.kind === "opened" ? [f.alarm] : []));
/** A leak moves the power alone. */
export const leak = () => ({ metrics: { power_kw: 65 } });

/** Readings ten seconds apart with about this power. */
export const slow = (from: number, to: number, kw: number) =>
  readings(from, to, (i) => ({ at: i * 10 * SECOND_MS, metrics: { power_kw: kw + (i % 9) / 10 } }));
