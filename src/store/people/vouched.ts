import type { By, Role } from "../../people/actor";
import type { Context, Transaction } from "../db/database";
import { appendAudit } from "../audit/append";
import { changedPerson, personEntry } from "./audited_person";
import { endFirstStart } from "./one_use_links";
import { lockAdministrators } from "./people";
import { ofRow, type Person, type PersonRow } from "./person_row";
import { type EndedRow, endedEntries } from "./sessions";

/** Somebody as an identity provider vouches for them. The key is issuer and subject; a name may change. */
export type Vouched = { issuer: string; subject: string; name: string };

export type VouchedPeople = {
  /**
   * Takes in who signs in by an identity provider: made at the first time, name and role as the provider has them now.
   * The last administrator who can sign in keeps the role, whatever the provider says, and `keptRole` says so.
   * @param role null: none of their groups may come in, so their sessions end too
   */
  admit(vouched: Vouched, role: Role | null, by?: By): Promise<Admitted>;
};

export type Admitted = { person: Person; keptRole: boolean } | { refused: "inactive" | "noRole" };

/** Implements `VouchedPeople`. */
export function vouchedPeople({ database, now, newId }: Context): VouchedPeople {
  const { write, dialect } = database;

  async function known(tx: Transaction, { issuer, subject }: Vouched): Promise<PersonRow | undefined> {
    const [row] = await tx<PersonRow[]>`
      select * from people where issuer = ${issuer} and subject = ${subject}`;
    return row;
  }

  /** Two first sign-ins at once make one person. */
  async function made(tx: Transaction, { issuer, subject, name }: Vouched, role: Role, by: By | undefined) {
    const row = { id: newId(), name, role, issuer, subject, is_active: 1, created_at: now() };
    const added = await tx<unknown[]>`
      insert into people ${tx([dialect.row(row)])} on conflict (issuer, subject) do nothing returning id`;
    const after = { name, role, issuer };
    return added.map(() =>
      personEntry("person.add", row.id, { at: row.created_at, before: null, after }, by),
    );
  }

  async function shutOut(tx: Transaction, { id }: PersonRow, by: By | undefined) {
    const gone = await tx<EndedRow[]>`delete from sessions where person_id = ${id} returning address, agent`;
    // Nor may they go on answering by PIN or badge.
    const secrets = await tx<unknown[]>`
      update people set pin = null, badge = null
      where id = ${id} and (pin is not null or badge is not null) returning id`;
    const taken = secrets.flatMap(() =>
      (["pin", "badge"] as const).map((kind) =>
        personEntry(`person.${kind}`, id, { at: now(), before: null, after: { [`has_${kind}`]: false } }, by),
      ),
    );
    await appendAudit(tx, [...endedEntries(id, gone, now(), by), ...taken]);
  }

  return {
    admit: (vouched, role, by) =>
      write(async (tx) => {
        const before = await known(tx, vouched);
        if (role === null) {
          if (before) await shutOut(tx, before, by);
          return { refused: "noRole" };
        }
        // The lock comes before the row is believed: another server may make somebody else a viewer meanwhile.
        const administrators = await lockAdministrators(tx, dialect);
        const entries = before ? [] : await made(tx, vouched, role, by);
        const row = await known(tx, vouched);
        if (!row || Number(row.is_active) !== 1 || row.erased_at !== null) return { refused: "inactive" };
        const isLast = administrators.length === 1 && administrators[0] === row.id;
        const next = isLast ? "administrator" : role;
        const person = ofRow({ ...row, name: vouched.name, role: next });
        await tx`update people set name = ${person.name}, role = ${next} where id = ${row.id}`;
        if (next === "administrator") await endFirstStart(tx);
        await appendAudit(tx, [...entries, ...changedPerson(ofRow(row), person, now(), by)]);
        return { person, keptRole: next !== role };
      }),
  };
}
