import type { By, Role } from "../../people/actor";
import { appendAudit } from "../audit/append";
import type { Context, Transaction } from "../db/database";
import { changedPerson, personEntry } from "./audited_person";
import { lockAdministrators } from "./people";
import { ofRow, type Person, type PersonRow } from "./person_row";

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
  async function made(tx: Transaction, { issuer, subject, name }: Vouched, role: Role) {
    const row = { id: newId(), name, role, issuer, subject, is_active: 1, created_at: now() };
    await tx`insert into people ${tx([dialect.row(row)])} on conflict (issuer, subject) do nothing`;
  }

  return {
    admit: (vouched, role, by) =>
      write(async (tx) => {
        const before = await known(tx, vouched);
        if (role === null) {
          if (before) await tx`delete from sessions where person_id = ${before.id}`;
          return { refused: "noRole" };
        }
        // The lock comes before the row is believed: another server may make somebody else a viewer meanwhile.
        const administrators = await lockAdministrators(tx, dialect);
        if (!before) await made(tx, vouched, role);
        const row = await known(tx, vouched);
        if (!row || Number(row.is_active) !== 1 || row.erased_at !== null) return { refused: "inactive" };
        const isLast = administrators.length === 1 && administrators[0] === row.id;
        const next = isLast ? "administrator" : role;
        const { name } = vouched;
        await tx`update people set name = ${name}, role = ${next} where id = ${row.id}`;
        const person = ofRow({ ...row, name, role: next });
        const at = now();
        const after = { name, role: next, issuer: vouched.issuer };
        const entries = before
          ? changedPerson(ofRow(before), person, at, by)
          : [personEntry("person.add", person.id, { at, before: null, after }, by)];
        await appendAudit(tx, entries);
        return { person, keptRole: next !== role };
      }),
  };
}
