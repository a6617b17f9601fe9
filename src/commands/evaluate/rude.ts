import { parseArgs } from "node:util";
import { SECOND_MS } from "../../domain/time_units";
import { SEED_MACHINES } from "../../simulator/seed_machines";
import { falseAlarms, type MachineResult, type Outcome, outcomesOf, resultsOf } from "./rude/judge";
import { watchRude, type Watched } from "./rude/watch";

const USAGE = "Usage: bun run evaluate rude [HOURS] [--seed N] [--json]";
const PAST_DAYS = 30;
/** A Monday before a change of shift. */
const FROM = Date.UTC(2026, 10, 23, 4);

/**
 * Runs the plant of bad manners in compressed time; a report for people, or for programs.
 * @throws {Error} on wrong arguments
 */
export async function evaluateRude(argv: string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { seed: { type: "string", default: "1" }, json: { type: "boolean", default: false } },
  });
  const [hours, seed] = [Number(positionals[0] ?? "24"), Number(values.seed)];
  if (!(hours > 0 && hours <= 24 * 28) || !Number.isInteger(seed) || positionals.length > 1)
    throw new Error(`expected hours from 1 to 672 and a whole seed\n${USAGE}`);
  const watched = await watchRude({ seed, from: FROM, hours, pastDays: PAST_DAYS });
  const [results, outcomes] = [resultsOf(watched), outcomesOf(watched)];
  return values.json
    ? JSON.stringify({ hours, refused: watched.refused, machines: results, planted: outcomes })
    : report(watched, results, outcomes);
}

function report(watched: Watched, results: readonly MachineResult[], outcomes: readonly Outcome[]): string {
  const { hours, refused } = watched;
  return [
    `The plant of bad manners, ${hours} h`,
    ...table(
      ["machine", "planted", "alarmed", "false alarms", "a day", "good values", "lost", "kWh", "energy"],
      [
        ...results.map((row) => [
          row.name,
          String(row.planted),
          String(row.alarmed),
          String(row.false_alarms),
          row.false_alarms_a_day.toFixed(2),
          String(row.good_values),
          String(row.lost),
          row.kwh.toFixed(1),
          `${(100 * row.energy_error).toFixed(2)} %`,
        ]),
      ],
    ),
    "",
    ...table(
      ["planted fault", "expected", "at", "alarmed after"],
      outcomes.map((outcome) => [
        `${nameOf(outcome.machine_id)} ${outcome.kind}`,
        outcome.expected,
        clock(outcome.from),
        outcome.after_ms === null ? "NEVER" : `${(outcome.after_ms / SECOND_MS).toFixed(0)} s`,
      ]),
    ),
    "",
    ...falseAlarms(watched).map(({ machine_id, at, finding }) =>
      finding.kind === "opened"
        ? `False: ${nameOf(machine_id)} ${clock(at)} ${finding.alarm.severity} ${JSON.stringify(finding.alarm.cause)}`
        : "",
    ),
    `Refused: ${refused.bodies} bodies, ${refused.readings} readings, ${refused.values} values`,
  ].join("\n");
}

function table(head: string[], rows: string[][]): string[] {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((cells) => cells[i]?.length ?? 0)));
  return [head, ...rows].map((cells) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  "),
  );
}

function nameOf(machineId: string): string {
  return SEED_MACHINES.find(({ id }) => id === machineId)?.name ?? machineId;
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(5, 19).replace("T", " ");
}
