import { createMonitor, type Monitor } from "../../../src/detection/monitor/monitor";
import { HOUR_MS, MINUTE_MS } from "../../../src/domain/time_units";
import type { Alarm, Finding } from "../../../src/domain/alarm/alarm";
import type { Machine } from "../../../src/domain/machine/machine";
import { SEED_MACHINES } from "../../../src/simulator/seed_machines";
import { findingLine, normalLines } from "./lines";
import { BOILER, COMPRESSOR, CONVEYOR, END, limitsOf, MOLDING, plantReadings, PUMP, START } from "./plant";

/** The readings before this are learned as a past. */
const LIVE_FROM = START + 8 * HOUR_MS;
/** The monitor stops and goes on from its saved states, as in a deployment. */
export const RESTARTS: readonly number[] = [30.4, 50.6].map((hours) => START + hours * HOUR_MS);
const NORMAL_EVERY_MS = 6 * HOUR_MS;
const SILENCES_EVERY_MS = 10 * MINUTE_MS;

type Answer = (monitor: Monitor, at: number, open: Alarm | undefined) => Finding[];

const acceptAsNormal =
  (id: string): Answer =>
  (monitor, at) =>
    monitor.acceptAsNormal(id, at);

/** The calls that people cause in between: hours since the start, the machine, the call. */
const ANSWERS: readonly [number, string, Answer][] = [
  [33.8, MOLDING, (monitor, _, open) => (monitor.forget(open?.id ?? "none"), [])],
  [35, COMPRESSOR, acceptAsNormal(COMPRESSOR)],
  [38, CONVEYOR, (monitor, at, open) => monitor.falseAlarm(open!, at)],
  [50, PUMP, (monitor, at) => monitor.falseAlarm({ id: "over since long", machine_id: PUMP }, at)],
  [58.5, BOILER, acceptAsNormal(BOILER)],
];

/**
 * The base of a restart: the saved states, the open alarms, and how many lines and alarms there were
 * before.
 */
export type Saved = { at: number; lines: number; alarms: number; open: Alarm[]; states: [string, unknown][] };

/**
 * Every finding, and now and then what is normal, as lines.
 * @param from where an earlier run was saved; from the beginning when not given
 * @param onSave is given what a restart goes on from
 */
export function goldenLines(from?: Saved, onSave: (saved: Saved) => void = () => {}): string[] {
  const lines: string[] = [];
  const open = new Map(from?.open.map((alarm) => [alarm.machine_id!, alarm]));
  const states = new Map(from?.states);
  let alarms = from?.alarms ?? 0;
  let now = from?.at ?? LIVE_FROM;
  const answers = ANSWERS.filter(([hours]) => START + hours * HOUR_MS >= now);
  let monitor = resumed();
  const readings = plantReadings();
  if (!from) monitor.learn(readings.filter(({ at }) => at < LIVE_FROM));

  function resumed() {
    return createMonitor({
      machine: (id) => SEED_MACHINES.find((machine) => machine.id === id) as Machine | undefined,
      open: [...open.values()],
      states,
      newId: () => `alarm-${++alarms}`,
      limits: (id) => limitsOf(id, now),
    });
  }

  function restart() {
    for (const [id, state] of monitor.snapshot()) states.set(id, JSON.parse(JSON.stringify(state)));
    onSave({ at: now, lines: lines.length, alarms, open: [...open.values()], states: [...states] });
    monitor = resumed();
  }

  function tell(findings: Finding[]) {
    for (const finding of findings) {
      if (finding.kind === "opened") open.set(finding.alarm.machine_id!, finding.alarm);
      lines.push(findingLine(finding, open));
      if (finding.kind !== "cleared") continue;
      for (const [id, alarm] of open) if (alarm.id === finding.anomaly_id) open.delete(id);
    }
  }

  function tick() {
    while (answers[0] && START + answers[0][0] * HOUR_MS <= now) {
      const [, id, answer] = answers.shift()!;
      tell(answer(monitor, now, open.get(id)));
    }
    if (RESTARTS.includes(now) && now !== from?.at) restart();
    if (now % SILENCES_EVERY_MS === 0) tell(monitor.silences(now, START));
    if (now % NORMAL_EVERY_MS === 0) lines.push(...normalLines(monitor, now));
  }

  let ticked = -Infinity;
  for (const reading of readings) {
    if (reading.at < now) continue;
    now = reading.at;
    if (now > ticked) tick();
    ticked = now;
    tell(monitor.observe([reading]));
  }
  return [...lines, ...normalLines(monitor, END)];
}

if (import.meta.main) for (const line of goldenLines()) console.log(line);
