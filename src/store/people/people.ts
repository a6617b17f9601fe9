import type { By, Role } from "../../people/actor";
import { appendAudit } from "../audit/append";
import type { Context, Transaction } from "../db/database";
import { type Dialect, forUpdate } from "../db/dialect";
import { Conflict } from "../errors";
import { changedPerson, personEntry } from "./audited_person";
import { voidLinks } from "./one_use_links";
import { fitsPassword, hashPassword, hashPin } from "./passwords";
import { ofRow, type Person, type PersonRow } from "./person_row";
import { forgetAnswers } from "./remembered_answers";

export type NewPerson = { name: string; login: string | null; role: Role };
export type PersonChange = Partial<Pick<Person, "name" | "role" | "is_active">>;

/** Who has proved who they are. `proof`: what it was checked against; a session begins only while that still holds. */
export type Proven = { person: Person; proof: string };

/** The people who may sign in. */
export type PersonStore = {
  /** By name; without those who were erased. */
  list(): Promise<Person[]>;
  find(id: string): Promise<Person | undefined>;
  /** @throws {Conflict} when the sign-in name is taken */
  add(person: NewPerson, by?: By): Promise<Person>;
  /** Undefined when there is no such person. @throws {Conflict} when nobody would be administrator any more */
  change(id: string, change: PersonChange, by?: By): Promise<Person | undefined>;
  /** Ends the person's sessions, and the links by which a password could be set. */
  setPassword(id: string, password: string, by?: By): Promise<void>;
  /** Null: without one from now on. @returns whether there is such a person */
  setPin(id: string, pin: string | null, by?: By): Promise<boolean>;
  /** The person whose sign-in name and password these are. An unknown name takes as long as a wrong password. */
  withPassword(login: string, password: string): Promise<Proven | undefined>;
  /** Whether this is the person's password. */
  isPasswordOf(id: string, password: string): Promise<boolean>;
  /** Whether somebody who can sign in is administrator. */
  hasAdministrator(): Promise<boolean>;
};

const TAKEN = (login: string) => `The sign-in name ${JSON.stringify(login)} is taken: choose another`;
export const LAST_ADMINISTRATOR = "This is the last administrator who can sign in: make another one first";

/** Implements `PersonStore`. Each change is one transaction. */
export function personStore({ database, now, newId }: Context): PersonStore {
  const { read, write, dialect } = database;

  async function list() {
    const rows = await read<PersonRow[]>`select * from people where erased_at is null order by name, id`;
    return rows.map(ofRow);
  }

  async function find(id: string) {
    const [row] = await read<PersonRow[]>`select * from people where id = ${id} and erased_at is null`;
    return row && ofRow(row);
  }

  function add({ name, login, role }: NewPerson, by?: By) {
    return write(async (tx) => {
      const row = { id: newId(), name, login, role, is_active: 1, created_at: now() };
      const added = await tx<PersonRow[]>`
        insert into people ${tx([dialect.row(row)])} on conflict (login) do nothing returning *`;
      if (!added[0]) throw new Conflict(TAKEN(login ?? ""));
      const after = { name, login, role };
      await appendAudit(
        tx,
        personEntry("person.add", row.id, { at: row.created_at, before: null, after }, by),
      );
      return ofRow(added[0]);
    });
  }

  function change(id: string, { name, role, is_active }: PersonChange, by?: By) {
    return write(async (tx) => {
      const administrators = await lockAdministrators(tx, dialect);
      const [row] = await tx<PersonRow[]>`select * from people where id = ${id} and erased_at is null`;
      if (!row) return undefined;
      const before = ofRow(row);
      const changed = { ...before, ...defined({ name, role, is_active }) };
      const isLost = changed.role !== "administrator" || !changed.is_active;
      if (isLost && administrators.length === 1 && administrators[0] === id)
        throw new Conflict(LAST_ADMINISTRATOR);
      const flag = changed.is_active ? 1 : 0;
      await tx`
        update people set name = ${changed.name}, role = ${changed.role}, is_active = ${flag} where id = ${id}`;
      if (!changed.is_active) {
        await tx`delete from sessions where person_id = ${id}`;
        await voidLinks(tx, id);
      }
      await appendAudit(tx, changedPerson(before, changed, now(), by));
      return changed;
    });
  }

  async function hasAdministrator() {
    const rows = await read<unknown[]>`
      select id from people where role = 'administrator' and is_active = 1
        and (password is not null or subject is not null) limit 1`;
    return rows.length > 0;
  }

  return { list, find, add, change, hasAdministrator, ...passwordChecks({ database, now }) };
}

/** The administrators who can sign in; none of them changes until the transaction ends. */
export async function lockAdministrators(tx: Transaction, dialect: Dialect): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from people where role = 'administrator' and is_active = 1
      and (password is not null or subject is not null) ${forUpdate(tx, dialect)}`;
  return rows.map(({ id }) => id);
}

/** What people prove themselves with. */
function passwordChecks({
  database: { read, write },
  now,
}: Pick<Context, "database" | "now">): Pick<
  PersonStore,
  "setPassword" | "setPin" | "withPassword" | "isPasswordOf"
> {
  async function setPassword(id: string, password: string, by?: By) {
    const hash = await hashPassword(password);
    await write(async (tx) => {
      const [row] = await tx<PersonRow[]>`update people set password = ${hash} where id = ${id} returning *`;
      if (!row) return;
      await tx`delete from sessions where person_id = ${id}`;
      await voidLinks(tx, id);
      await appendAudit(tx, personEntry("person.password", id, { at: now(), before: null, after: null }, by));
    });
  }

  async function setPin(id: string, pin: string | null, by?: By) {
    const hash = pin === null ? null : await hashPin(pin);
    return write(async (tx) => {
      const [row] = await tx<PersonRow[]>`
        update people set pin = ${hash} where id = ${id} and erased_at is null returning *`;
      if (!row) return false;
      await forgetAnswers(tx, id);
      const after = { has_pin: hash !== null };
      await appendAudit(tx, personEntry("person.pin", id, { at: now(), before: null, after }, by));
      return true;
    });
  }

  async function withPassword(login: string, password: string) {
    const [row] = await read<PersonRow[]>`select * from people where login = ${login} and is_active = 1`;
    const fits = await fitsPassword(password, row?.password);
    return fits && row?.password ? { person: ofRow(row), proof: row.password } : undefined;
  }

  async function isPasswordOf(id: string, password: string) {
    const [row] = await read<PersonRow[]>`select * from people where id = ${id} and is_active = 1`;
    return fitsPassword(password, row?.password);
  }

  return { setPassword, setPin, withPassword, isPasswordOf };
}

function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
