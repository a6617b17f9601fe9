import { iso } from "../../domain/iso";
import type { AuditEntry } from "../../domain/audit/entry";
import { subjectOf } from "../../domain/audit/actions";
import type { Person } from "../../store/people/person_row";
import type { Store } from "../../store/store";
import type { AuditConditions } from "../../store/audit/audit_store";
import { anomalyJson } from "./json/anomaly_json";
import { auditJson } from "./json/audit_json";

const PAGE_ENTRIES = 1000;

export type PersonalDataDeps = {
  store: Pick<Store, "audit" | "personalData"> & {
    sessions: Pick<Store["sessions"], "ofPerson">;
    tokens: Pick<Store["tokens"], "list">;
    devices: Pick<Store["devices"], "list">;
  };
};

/** Everything that Andon holds of a person, as they may ask for it; no hash is in it. */
export async function personalData({ store }: PersonalDataDeps, person: Person) {
  const [sessions, tokens, devices, alarms] = await Promise.all([
    store.sessions.ofPerson(person.id),
    store.tokens.list(),
    store.devices.list(),
    store.personalData.answeredBy(person.id),
  ]);
  const isTheirs = ({ created_by }: { created_by: string | null }) => created_by === person.id;
  return {
    person: { ...person, created_at: iso(person.created_at) },
    sessions: sessions.map(({ created_at, seen_at, ...session }) => ({
      ...session,
      created_at: iso(created_at),
      seen_at: iso(seen_at),
    })),
    tokens: tokens.filter(isTheirs).map(({ id, name, scopes, created_at }) => ({
      id,
      name,
      scopes,
      created_at: iso(created_at),
    })),
    devices: devices.filter(isTheirs).map(({ id, name, created_at }) => ({
      id,
      name,
      created_at: iso(created_at),
    })),
    alarms: alarms.map(anomalyJson),
    audit: (await entriesOf(store.audit, person.id)).map(auditJson),
  };
}

/** The entries of what they did, and of what was done to their account. */
async function entriesOf(audit: Store["audit"], id: string): Promise<AuditEntry[]> {
  const theirs = [
    ...(await allEntries(audit, { actor: id })),
    ...(await allEntries(audit, { subjects: [subjectOf("person", id)] })),
  ];
  const once = new Map(theirs.map((entry) => [entry.n, entry]));
  return [...once.values()].toSorted((a, b) => a.n - b.n);
}

async function allEntries(audit: Store["audit"], conditions: AuditConditions): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (;;) {
    const after = entries.at(-1)?.n ?? 0;
    const page = await audit.list({ ...conditions, after, limit: PAGE_ENTRIES });
    entries.push(...page);
    if (page.length < PAGE_ENTRIES) return entries;
  }
}
