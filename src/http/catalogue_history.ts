import { nearestFirst } from "../alarms/catalogue/lookup";
import { type CatalogueEntry, guidanceSubject } from "../alarms/catalogue/entries";
import { guidanceKey } from "../domain/alarm/guidance";
import { subjectOf } from "../domain/audit/actions";
import type { AuditEntry } from "../domain/audit/entry";
import type { Store } from "../store/store";

/** More entries of one page's alarms are not looked through: the newest are what is asked for. */
const ENTRIES_AT_MOST = 1000;

/** Who changed an alarm's limit, range or guidance last; `by` null: somebody who was not signed in. */
export type LastChange = { at: number; by: string | null };

type Change = Pick<AuditEntry, "n" | "at" | "action" | "actor_name"> & { before: Fields; after: Fields };
type Fields = Readonly<Record<string, unknown>>;

/** The last change of each of these alarms, as the audit log has it. */
export async function lastChanges(
  audit: Pick<Store["audit"], "list">,
  entries: readonly CatalogueEntry[],
): Promise<(LastChange | undefined)[]> {
  const [limits, others] = await Promise.all([
    changesOf(audit, machinesIn(entries), "limits.set"),
    changesOf(audit, [...new Set(entries.flatMap(subjectsOf))]),
  ]);
  return entries.map((entry) => {
    const ofLimit = limits.get(subjectOf("machine", entry.machine?.id ?? ""))?.find(hasChanged(entry));
    const ofOthers = subjectsOf(entry).flatMap((subject) => others.get(subject)?.find(concerns(entry)) ?? []);
    const last = [...(ofLimit ? [ofLimit] : []), ...ofOthers].toSorted((a, b) => b.n - a.n)[0];
    return last && { at: last.at, by: last.actor_name ?? nameIn(last.after) };
  });
}

/** By subject, newest first. */
async function changesOf(
  { list }: Pick<Store["audit"], "list">,
  subjects: readonly string[],
  action?: string,
): Promise<Map<string, Change[]>> {
  const found = subjects.length === 0 ? [] : await list({ subjects, action, limit: ENTRIES_AT_MOST });
  const changes = found.map((entry) => ({
    ...entry,
    before: fieldsIn(entry.before),
    after: fieldsIn(entry.after),
  }));
  return Map.groupBy(changes, ({ subject }) => subject);
}

const machinesIn = (entries: readonly CatalogueEntry[]) => [
  ...new Set(entries.flatMap(({ machine }) => (machine ? [subjectOf("machine", machine.id)] : []))),
];

/** What else the log may say of an alarm: its guidance of any scope, and the range of its metric. */
function subjectsOf(entry: CatalogueEntry): string[] {
  const { kind, metric } = entry;
  const scopes = nearestFirst(guidanceSubject(entry));
  const written = scopes.map((scope) => subjectOf("guidance", guidanceKey(scope)));
  return kind === "implausible" && metric !== null ? [...written, subjectOf("metric", metric)] : written;
}

/** Whether a change of a machine's limits was one of this alarm's. */
function hasChanged({ kind, metric }: CatalogueEntry) {
  if (kind === "silence")
    return ({ before, after }: Change) => before.silent_minutes !== after.silent_minutes;
  const isLimit = ["high", "low", "rate", "flat", "series_silence"].includes(kind);
  return ({ before, after }: Change) => isLimit && limitIn(before, metric) !== limitIn(after, metric);
}

function limitIn({ metrics }: Fields, metric: string | null): string | undefined {
  const held = Array.isArray(metrics)
    ? (metrics as Fields[]).find((limit) => limit.metric === metric)
    : undefined;
  return held && JSON.stringify(held);
}

/** Of metric settings, those of the plant, of this type of machines or of this machine. */
function concerns({ machine }: CatalogueEntry) {
  const scopes = ["plant", `type:${machine?.type}`, `machine:${machine?.id}`];
  return ({ action, before, after }: Change) =>
    action.startsWith("guidance.") || scopes.includes(String(after.scope ?? before.scope));
}

const fieldsIn = (json: string | null) => (json === null ? {} : (JSON.parse(json) as Fields));

const nameIn = ({ by }: Fields) => (typeof by === "string" ? by : null);
