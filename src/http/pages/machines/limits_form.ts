import { BOUNDS, type LimitLine, type LimitsTyped } from "../../../../views/machines/limits_form";
import { text } from "../../../words/text";
import { limits as limitsBody, type Limits } from "../../../domain/alarm/machine_limits";

const LINES_AT_MOST = 200;

const words = text.limits;

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
  const bounds = BOUNDS.map((bound) => [bound, shown(limit[bound])] as const);
  return {
    metric: limit.metric,
    severity: limit.severity ?? "warning",
    ...(Object.fromEntries(bounds) as Record<(typeof BOUNDS)[number], string>),
  };
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
    const bounds = BOUNDS.map((bound) => [bound, typed(`${bound}.${i}`)] as const);
    lines.push({
      metric: typed(`metric.${i}`),
      severity: typed(`severity.${i}`),
      ...(Object.fromEntries(bounds) as Record<(typeof BOUNDS)[number], string>),
    });
  }
  return { lines, silent_minutes: typed("silent_minutes") };
}

/** The typed limits, or a sentence for each error. Empty lines are left out. */
export function parseLimits({ lines, silent_minutes }: LimitsTyped): Limits | { errors: string[] } {
  const set = lines.filter((line) => BOUNDS.some((bound) => line[bound] !== ""));
  const parsed = limitsBody.safeParse({
    metrics: set.map(({ metric, severity, ...bounds }) => ({
      metric,
      severity,
      ...Object.fromEntries(BOUNDS.map((bound) => [bound, numberOf(bounds[bound])])),
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
  const bound = BOUNDS.find((name) => name === field);
  const what = line.metric ? text.metric(line.metric) : words.another;
  return bound ? `${what}, ${words.bound[bound]("")}: ${message}` : `${what}: ${message}`;
}
