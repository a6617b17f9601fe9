import type { By } from "../../people/actor";
import { HOUR_MS } from "../../domain/time_units";
import { subjectOf } from "../../domain/audit/actions";
import { appendAudit, byWhom } from "../audit/append";
import type { Context, Sql } from "../db/database";
import { personEntry } from "./audited_person";
import { hashPassword } from "./passwords";
import { ofRow, type Person, type PersonRow } from "./person_row";
import { hashOf, newSecret } from "./secrets";

/** How long a link holds: of the first start, and of a person who is to set a password. */
const FIRST_START_MS = HOUR_MS;
const PERSON_MS = 24 * HOUR_MS;

/** Links of one use: one makes an administrator, the others let a person set a password. */
export type OneUseLinkStore = {
  /** @returns the key of a link that makes an administrator */
  toFirstAdministrator(by?: By): Promise<string>;
  /** @returns the key of a link by which this person sets a password; their earlier ones are void */
  toPerson(personId: string, by?: By): Promise<string>;
  /** What a key is for; undefined when it is unknown, used or too old. */
  find(key: string): Promise<{ person: Person | undefined } | undefined>;
  /**
   * Uses a link up. One that makes an administrator takes the account of that sign-in name, if there is one.
   * @returns whose account it is now; undefined when the link was used meanwhile
   */
  use(key: string, chosen: Chosen, by?: By): Promise<Person | undefined>;
};

/** What somebody chose; name and sign-in name count only where an administrator is made. */
export type Chosen = { name: string; login: string; password: string };

/** Implements `OneUseLinkStore`. */
export function oneUseLinkStore({ database, now, newId }: Context): OneUseLinkStore {
  const { read, write } = database;

  const toFirstAdministrator = (by?: By) => write((tx) => addFirstStartLink(tx, now(), by));

  function toPerson(personId: string, by?: By) {
    return write(async (tx) => {
      const at = now();
      await voidLinks(tx, personId);
      const key = await addLink(tx, personId, at + PERSON_MS);
      await appendAudit(tx, personEntry("person.link", personId, { at, before: null, after: null }, by));
      return key;
    });
  }

  async function find(key: string) {
    const [link] = await read<{ person_id: string | null }[]>`
      select person_id from first_start where hash = ${hashOf(key)} and until > ${now()}`;
    if (!link) return undefined;
    if (link.person_id === null) return { person: undefined };
    const [row] = await read<
      PersonRow[]
    >`select * from people where id = ${link.person_id} and is_active = 1`;
    return row && { person: ofRow(row) };
  }

  async function use(key: string, { name, login, password }: Chosen, by?: By) {
    const hash = await hashPassword(password);
    return write(async (tx) => {
      const [link] = await tx<{ person_id: string | null }[]>`
        delete from first_start where hash = ${hashOf(key)} and until > ${now()} returning person_id`;
      if (!link) return undefined;
      const before = link.person_id === null ? await accountOf(tx, login) : null;
      const rows =
        link.person_id === null
          ? await tx<PersonRow[]>`
              insert into people (id, name, login, role, password, is_active, created_at)
              values (${newId()}, ${name}, ${login}, 'administrator', ${hash}, 1, ${now()})
              on conflict (login) do update set
                name = excluded.name, role = excluded.role, password = excluded.password, is_active = 1
              returning *`
          : await tx<PersonRow[]>`
              update people set password = ${hash} where id = ${link.person_id} and is_active = 1 returning *`;
      const [row] = rows;
      if (!row) return undefined;
      if (row.role === "administrator") await endFirstStart(tx);
      await tx`delete from sessions where person_id = ${row.id}`;
      await voidLinks(tx, row.id);
      const isMade = link.person_id === null;
      const after = isMade ? { name, login, role: row.role, is_active: true } : null;
      const action = isMade ? "person.administrator" : "person.password";
      await appendAudit(tx, personEntry(action, row.id, { at: now(), before, after }, by));
      return ofRow(row);
    });
  }

  return { toFirstAdministrator, toPerson, find, use };
}

/** Ends the links by which a person could set a password. */
export async function voidLinks(tx: Sql, personId: string): Promise<void> {
  await tx`delete from first_start where person_id = ${personId}`;
}

/** Somebody is administrator who can sign in: the links that make one have served their purpose. */
export async function endFirstStart(tx: Sql): Promise<void> {
  await tx`delete from first_start where person_id is null`;
}

/** Adds a link that makes an administrator. @returns its key */
export async function addFirstStartLink(tx: Sql, now: number, by?: By): Promise<string> {
  await tx`delete from first_start where until <= ${now}`;
  const key = await addLink(tx, null, now + FIRST_START_MS);
  const entry = { action: "person.link", subject: subjectOf("link", "administrator") } as const;
  await appendAudit(tx, { ...byWhom(by), at: now, ...entry, before: null, after: { role: "administrator" } });
  return key;
}

/** The account of a sign-in name, which a link is about to take over; null when there is none. */
async function accountOf(tx: Sql, login: string) {
  const [row] = await tx<PersonRow[]>`select * from people where login = ${login}`;
  if (!row) return null;
  const { name, role, is_active } = ofRow(row);
  return { name, login, role, is_active };
}

async function addLink(tx: Sql, personId: string | null, until: number): Promise<string> {
  const key = newSecret();
  await tx`insert into first_start (hash, person_id, until) values (${hashOf(key)}, ${personId}, ${until})`;
  return key;
}
