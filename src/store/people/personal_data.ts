import { yieldToLoop } from "../../async/yield";
import type { Alarm } from "../../domain/alarm/alarm";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import { subjectOf } from "../../domain/audit/actions";
import type { By } from "../../people/actor";
import { withoutPerson } from "../../people/erased_event";
import { type AlarmRow, alarmOfRow } from "../alarms/alarm_row";
import { alarmsAndMachines } from "../alarms/alarm_rows";
import { eraseSuppressor } from "../alarms/suppression/erase_names";
import { eraseCaller } from "../calls/erase_names";
import { appendAudit, type AuditChange, byWhom } from "../audit/append";
import { eraseNames } from "../audit/kept_names";
import type { Context, Database, Sql, Transaction } from "../db/database";
import { Conflict } from "../errors";
import { putInOutbox } from "../events/outbox";
import { personEntry } from "./audited_person";
import { LAST_ADMINISTRATOR, lockAdministrators } from "./people";
import type { PersonRow } from "./person_row";

/** What the database holds of one person. */
export type PersonalDataStore = {
  /** The alarms that a person has answered, or was to see to, oldest first. */
  answeredBy(personId: string): Promise<Alarm[]>;
  /**
   * Erases a person: the account, what it signs in with, its sessions, the tokens that it made, and its name wherever an
   * id says whose it is. The audit log stays whole. Doing it again finishes one that was interrupted.
   * @param nameOf the name of the n-th person that was erased
   * @returns the name that stands there now; undefined when there is no such person
   * @throws {Conflict} for oneself, and for the last administrator
   */
  erase(personId: string, nameOf: (n: number) => string, by?: By): Promise<string | undefined>;
};

const ONESELF = "Cannot erase your own account: another administrator can";
/** Events that are looked at between two yields to the loop. */
const SOME_EVENTS = 2_000;

/** Implements `PersonalDataStore`. */
export function personalDataStore(context: Context): PersonalDataStore {
  const { database, now } = context;

  async function answeredBy(personId: string) {
    const rows = await database.read<AlarmRow[]>`
      ${alarmsAndMachines(database.read)}
      where ${named(database.read, personId)} order by opened_at, alarms.key`;
    return rows.map(alarmOfRow);
  }

  async function erase(personId: string, nameOf: (n: number) => string, by?: By) {
    const actor = byWhom(by).actor;
    if (actor.kind === "person" && actor.id === personId) throw new Conflict(ONESELF);
    const name = await database.write(async (tx) => {
      const administrators = await lockAdministrators(tx, database.dialect);
      const [row] = await tx<PersonRow[]>`select * from people where id = ${personId}`;
      if (!row) return undefined;
      if (administrators.length === 1 && administrators[0] === personId)
        throw new Conflict(LAST_ADMINISTRATOR);
      const at = now();
      const former = row.erased_at === null ? nameOf(await nextNumber(tx)) : row.name;
      const entries = await eraseAccount(tx, { personId, name: former, at }, by);
      await eraseAnswers(tx, context, { personId, name: former, at });
      await eraseNames(tx, personId, former);
      if (row.erased_at === null) await appendAudit(tx, entries);
      return former;
    });
    if (name !== undefined) await eraseInEvents(database, personId, name);
    return name;
  }

  return { answeredBy, erase };
}

async function nextNumber(tx: Transaction): Promise<number> {
  const [row] = await tx<{ erased: number }[]>`
    select count(*) as erased from people where erased_at is not null`;
  return Number(row?.erased ?? 0) + 1;
}

type Erased = { personId: string; name: string; at: number };

async function eraseAccount(tx: Transaction, { personId, name, at }: Erased, by: By | undefined) {
  await tx`
    update people set name = ${name}, login = null, password = null, pin = null, badge = null, issuer = null,
      subject = null, is_active = 0, erased_at = coalesce(erased_at, ${at}) where id = ${personId}`;
  await tx`delete from first_start where person_id = ${personId}`;
  const sessions = await tx<unknown[]>`delete from sessions where person_id = ${personId} returning id`;
  const tokens = await tx<{ id: string; name: string }[]>`
    delete from tokens where created_by = ${personId} returning id, name`;
  const after = { erased_as: name, sessions_ended: sessions.length };
  return [
    personEntry("person.erase", personId, { at, before: null, after }, by),
    ...tokens.map((token): AuditChange => {
      const entry = { at, action: "token.revoke", subject: subjectOf("token", token.id) } as const;
      return { ...byWhom(by), ...entry, before: { name: token.name }, after: null };
    }),
  ];
}

/** Open alarms are announced again, so that no page goes on showing the name. */
async function eraseAnswers(tx: Transaction, context: Context, { personId, name, at }: Erased) {
  await tx`update alarms set updated_at = ${at} where state <> 'resolved' and ${named(tx, personId)}`;
  await tx`update alarms set assigned_to = ${name} where assigned_to_id = ${personId}`;
  // Within the minute in which acts can be taken back: the names in them would come back.
  await tx`delete from alarm_acts`;
  await tx`update alarms set acknowledged_by = ${name} where acknowledged_by_id = ${personId}`;
  await tx`update alarms set resolved_by = ${name} where resolved_by_id = ${personId}`;
  const suppressed = await eraseSuppressor(tx, personId, name);
  const isSuppressed = suppressed.length === 0 ? tx`1 = 0` : tx`alarms.id in ${tx(suppressed)}`;
  const open = await tx<AlarmRow[]>`
    ${alarmsAndMachines(tx)} where state <> 'resolved'
      and (${named(tx, personId)} or ${isSuppressed})`;
  await putInOutbox(tx, context, open.map(alarmOfRow).map(updatedEvent));
  await eraseCaller(tx, context, personId, name, at);
}

/** The condition for the alarms that name a person. */
function named(sql: Sql, personId: string): Bun.SQL.Query<unknown> {
  return sql`(acknowledged_by_id = ${personId} or resolved_by_id = ${personId} or assigned_to_id = ${personId})`;
}

type EventRow = { key: number; json: string };

async function eraseInEvents({ read, write }: Database, personId: string, name: string) {
  const [newest] = await read<{ key: number | null }[]>`select max(key) as key from events`;
  const last = Number(newest?.key ?? 0);
  for (let after = 0; after < last; after += SOME_EVENTS) {
    const rows = await read<EventRow[]>`
      select key, json from events where key > ${after} and key <= ${after + SOME_EVENTS}
        and json like ${`%"${personId}"%`}`;
    const changed = rows.flatMap(({ key, json }) => {
      const event = withoutPerson(JSON.parse(json), personId, name);
      return event === undefined ? [] : [{ key, json: JSON.stringify(event) }];
    });
    if (changed.length > 0)
      await write(async (tx) => {
        for (const { key, json } of changed) await tx`update events set json = ${json} where key = ${key}`;
      });
    await yieldToLoop();
  }
}
