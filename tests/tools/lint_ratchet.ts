/** One finding of oxlint, as its JSON reports it. */
export type Finding = {
  /** The rule with its plugin: `eslint(max-lines)`. */
  code: string;
  message: string;
  filename: string;
  labels: { span: { line: number; column: number } }[];
};

/**
 * Findings tolerated for now: by rule and place, their number, or for rules about size the number of lines.
 */
export type Ratchet = Record<string, Record<string, number>>;

export type Comparison = {
  /** Findings that are not listed, or exceed what is listed. */
  added: Finding[];
  /** Entries that list more than there is. */
  slack: { rule: string; place: string; listed: number; present: number }[];
};

/** Compares findings with the ratchet: nothing may be added, and no entry may stay above the truth. */
export function compare(findings: readonly Finding[], ratchet: Ratchet): Comparison {
  const places = placesOf(findings);
  const added = places
    .filter(({ rule, place, present }) => present > (ratchet[rule]?.[place] ?? 0))
    .flatMap(({ findings }) => findings);
  const slack = Object.entries(ratchet).flatMap(([rule, entries]) =>
    Object.entries(entries).map(([place, listed]) => {
      const found = places.find((one) => one.rule === rule && one.place === place);
      return { rule, place, listed, present: found?.present ?? 0 };
    }),
  );
  return { added, slack: slack.filter(({ listed, present }) => present < listed) };
}

/**
 * The ratchet with every entry at most as high as the truth; without one to lower, a first one that lists
 * everything.
 */
export function lowered(findings: readonly Finding[], ratchet: Ratchet | undefined): Ratchet {
  const next: Ratchet = {};
  for (const { rule, place, present } of placesOf(findings)) {
    const allowed = ratchet ? (ratchet[rule]?.[place] ?? 0) : present;
    if (allowed > 0) (next[rule] ??= {})[place] = Math.min(allowed, present);
  }
  return next;
}

type Place = { rule: string; place: string; present: number; findings: Finding[] };

/** Findings by rule and place, in alphabetical order; a function that is too long is a place of its own. */
function placesOf(findings: readonly Finding[]): Place[] {
  const places = new Map<string, Place>();
  for (const finding of findings) {
    const size = sizeOf(finding);
    const place = size?.name ? `${finding.filename} ${size.name}` : finding.filename;
    const key = `${finding.code} ${place}`;
    const known = places.get(key) ?? { rule: finding.code, place, present: 0, findings: [] };
    known.present += size?.lines ?? 1;
    known.findings.push(finding);
    places.set(key, known);
  }
  return [...places].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
}

/**
 * The length of a file or function that a rule about size complains of; functions without a name count
 * together.
 */
function sizeOf({ code, message }: Finding): { name: string; lines: number } | undefined {
  if (!code.startsWith("eslint(max-lines")) return undefined;
  const lines = Number(/too many lines \((\d+)\)/.exec(message)?.[1]);
  if (!lines)
    throw new Error(`Cannot read the size in "${message}" of ${code}: expected "too many lines (n)"`);
  if (code === "eslint(max-lines)") return { name: "", lines };
  return { name: /`([^`]+)`/.exec(message)?.[1] ?? "(without a name)", lines };
}
