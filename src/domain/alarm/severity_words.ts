import type { Severity } from "./alarm";

/** The words of other programs for a severity. */
const WORDS: Record<Severity, readonly string[]> = {
  critical: [
    ...["critical", "crit", "emergency", "emerg", "alert", "alarm", "fatal", "panic", "severe", "high"],
    ...["highest", "urgent", "error", "err", "major", "disaster", "danger", "fault", "failure"],
  ],
  warning: ["warning", "warn", "medium", "moderate", "minor", "average", "caution"],
  normal: [
    ...["normal", "info", "information", "informational", "notice", "low", "lowest", "ok", "okay", "good"],
    ...["none", "debug", "trace", "clear", "cleared"],
  ],
};

const BY_WORD = new Map<string, Severity>(
  (Object.keys(WORDS) as Severity[]).flatMap((severity) => WORDS[severity].map((word) => [word, severity])),
);

/** The severity that a word means, in any case; undefined when it means none. */
export function severityNamed(word: unknown): Severity | undefined {
  return typeof word === "string" ? BY_WORD.get(word.trim().toLowerCase()) : undefined;
}
