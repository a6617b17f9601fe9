import type { Monitor } from "../../../src/detection/monitor/monitor";
import type { Alarm, Finding } from "../../../src/domain/alarm/alarm";
import type { Cause } from "../../../src/domain/alarm/cause";
import { SEED_MACHINES } from "../../../src/simulator/seed_machines";
import { reasonOf } from "../../support/words";
import { MACHINES } from "./plant";

const METRICS = [
  "power_kw",
  "pressure_bar",
  "machine_temp_c",
  "visitors",
  "vibration_mm_s",
  "force_kn",
  "oil_temp_c",
];

/**
 * A finding as a line of text.
 * @param open the open alarms by machine, with the one that the finding is about
 */
export function findingLine(finding: Finding, open: ReadonlyMap<string, Alarm>): string {
  if (finding.kind === "opened") {
    const { alarm } = finding;
    const { machine_id, opened_at, id, detection_method } = alarm;
    return `opened ${nameOf(machine_id)} ${timeOf(opened_at)} ${id} ${detection_method} ${figures(alarm)}`;
  }
  const { anomaly_id, at } = finding;
  const machine = open.values().find(({ id }) => id === anomaly_id)?.machine_id;
  const subject = `${nameOf(machine)} ${timeOf(at)} ${anomaly_id}`;
  if (finding.kind === "cleared") return `cleared ${subject}`;
  return `${finding.joined ? "joined" : "worsened"} ${subject} ${figures(finding)}`;
}

type Figures = Pick<Alarm, "severity" | "metric" | "value" | "expected_value" | "score" | "contributors"> & {
  cause?: Cause | null;
};

function figures({ severity, metric, value, expected_value, score, contributors, cause }: Figures): string {
  const parts = (contributors ?? []).map(({ metric, share }) => `${metric}:${digits(share)}`);
  const numbers = [value, expected_value, score].map(digits).join(" ");
  return `${severity} ${metric} ${numbers} ${parts.join(",")} ${reasonOf({ cause })}`;
}

/** The present normal of each machine, a line a machine. */
export function normalLines(monitor: Monitor, at: number): string[] {
  return MACHINES.map((id) => {
    const bands = METRICS.flatMap((metric) => {
      const band = monitor.band(id, metric);
      return band ? [`${metric} ${digits(band.low)} to ${digits(band.high)}`] : [];
    });
    const progress = `learned ${digits(monitor.learned(id))} score ${digits(monitor.score(id))}`;
    return `normal ${nameOf(id)} ${timeOf(at)} ${progress} ${bands.join(", ")}`.trimEnd();
  });
}

function nameOf(id: string | null | undefined): string {
  return SEED_MACHINES.find((machine) => machine.id === id)?.name ?? String(id);
}

const timeOf = (at: number) => new Date(at).toISOString();

function digits(value: number | null | undefined): string {
  return typeof value === "number" ? String(Number(value.toPrecision(9))) : "none";
}
