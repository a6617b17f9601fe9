import { BOUNDS, FINE, type LimitLine, type LimitsTyped } from "../../../../views/machines/limits_form";
import { text } from "../../../words/text";
import { limits as limitsBody, type Limits } from "../../../domain/alarm/machine_limits";

const LINES_AT_MOST = 200;

const words = text.limits;
const NUMBERS = [...BOUNDS, ...FINE];

/**
 * Limits as their form shows them: a line for each metric that has a limit or a value, and an empty one.
 *
 * @param read names of the metrics that the machine sends
 */
export function limitLines({ metrics, silent_minutes }: Limits, read: readonly string[]): LimitsTyped {
  const names = [...new Set([...read, ...metrics.map(({ metric }) => metric)])];
  const lines = names.map((metric) => lineOf(metrics.find((limit) => limit.metric === metric) ?? { metric }));
  return { lines: [...lines, lineOf({ metric: "" })], silent_minutes: shown(silent_minutes) };
}

function lineOf(limit: Partial<Limits["metrics"][number]> & { metric: string }): LimitLine {
  const { metric, severity = "warning", modes = [] } = limit;
  return { metric, severity, modes: modes.join(", "), ...numbers((bound) => shown(limit[bound])) };
}

/** The fields of a line that hold a number. */
function numbers(valueOf: (bound: (typeof NUMBERS)[number]) => string) {
  const values = NUMBERS.map((bound) => [bound, valueOf(bound)] as const);
  return Object.fromEntries(values) as Record<(typeof NUMBERS)[number], string>;
}

const shown = (value: number | undefined) => (value === undefined ? "" : String(value));

/** The values typed into a sent form. */
export function typedLimits(form: Record<string, unknown>): LimitsTyped {
  const typed = (name: string) => {
    const value = form[name];
    return typeof value === "string" ? value.trim() : "";
  };
  const lines: LimitLine[] = [];
  for (let i = 0; i < LINES_AT_MOST && form[`metric.${i}`] !== undefined; i++) {
    lines.push({
      metric: typed(`metric.${i}`),
      severity: typed(`severity.${i}`),
      modes: typed(`modes.${i}`),
      ...numbers((bound) => typed(`${bound}.${i}`)),
    });
  }
  return { lines, silent_minutes: typed("silent_minutes") };
}

/** The typed limits, or a sentence for each error. Empty lines are left out. */
export function parseLimits({ lines, silent_minutes }: LimitsTyped): Limits | { errors: string[] } {
  const set = lines.filter((line) => line.modes !== "" || NUMBERS.some((bound) => line[bound] !== ""));
  const parsed = limitsBody.safeParse({
    metrics: set.map(({ metric, severity, modes, ...bounds }) => ({
      metric,
      severity,
      ...Object.fromEntries(NUMBERS.map((bound) => [bound, numberOf(bounds[bound])])),
      ...(modes ? { modes: modes.split(",").map((mode) => mode.trim()) } : {}),
    })),
    silent_minutes: numberOf(silent_minutes),
  });
  if (parsed.success) return parsed.data;
  return { errors: parsed.error.issues.map(({ path, message }) => sentence(path, message, set)) };
}

/** An unreadable number stays text, so that the schema refuses it. */
function numberOf(typed: string): number | string | undefined {
  if (typed === "") return undefined;
  const number = Number(typed.replace(",", "."));
  return Number.isFinite(number) ? number : typed;
}

function sentence([, index, field]: PropertyKey[], message: string, set: readonly LimitLine[]): string {
  const line = typeof index === "number" ? set[index] : undefined;
  if (!line) return `${words.silence}: ${message}`;
  const bound = NUMBERS.find((name) => name === field);
  const what = line.metric ? text.metric(line.metric) : words.another;
  return bound ? `${what}, ${words.bound[bound]("")}: ${message}` : `${what}: ${message}`;
}
