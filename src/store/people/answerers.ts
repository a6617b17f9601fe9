import type { Actor, By } from "../../people/actor";
import { isAllowed } from "../../people/permissions";
import { appendAudit } from "../audit/append";
import type { Context } from "../db/database";
import { Conflict } from "../errors";
import { personEntry } from "./audited_person";
import { digitsOf, fitsPin } from "./passwords";
import type { PersonRow } from "./person_row";
import { forgetAnswers } from "./remembered_answers";
import { hashOf } from "./secrets";

/** Somebody who has said by PIN or badge who they are. */
export type Answering = Actor & { kind: "person" };

/** Somebody whom a shared tablet offers. `digits`: of the PIN, where it is known. */
export type Answerer = { id: string; name: string; digits: number | undefined };

/** The people who may answer at a shared tablet, and what they prove it with. */
export type AnswererStore = {
  /** Who may answer and has a PIN, by name. */
  list(): Promise<Answerer[]>;
  /** The person, if this is their PIN and they may answer. Anybody else, and nobody at all, takes as long. */
  withPin(id: string, pin: string): Promise<Answering | undefined>;
  /** The person whose badge this is, if they may answer. */
  withBadge(badge: string): Promise<Answering | undefined>;
  /**
   * Null: without one from now on.
   * @returns whether there is such a person
   * @throws {Conflict} when it is somebody else's
   */
  setBadge(id: string, badge: string | null, by?: By): Promise<boolean>;
};

const TAKEN = "This badge belongs to somebody else already";

/** Implements `AnswererStore`. A PIN is kept as argon2id; a badge as SHA-256, by which its person is found. */
export function answererStore({ database, now }: Context): AnswererStore {
  const { read, write, dialect } = database;

  async function list() {
    const rows = await read<PersonRow[]>`
      select * from people where is_active = 1 and erased_at is null and pin is not null order by name, id`;
    return rows
      .filter((row) => mayAnswer(actorOf(row)))
      .map(({ id, name, pin }) => ({ id, name, digits: digitsOf(pin ?? "") }));
  }

  async function withPin(id: string, pin: string) {
    const [row] = await read<PersonRow[]>`
      select * from people where id = ${id} and is_active = 1 and erased_at is null`;
    const fits = await fitsPin(pin, row?.pin);
    return fits && row ? ifAnswering(row) : undefined;
  }

  async function withBadge(badge: string) {
    const [row] = await read<PersonRow[]>`
      select * from people where badge = ${hashOf(badge)} and is_active = 1 and erased_at is null`;
    return row && ifAnswering(row);
  }

  async function setBadge(id: string, badge: string | null, by?: By) {
    const hash = badge === null ? null : hashOf(badge);
    const saved = write(async (tx) => {
      const [other] = await tx<unknown[]>`select id from people where badge = ${hash} and id <> ${id}`;
      if (other) throw new Conflict(TAKEN);
      const [row] = await tx<PersonRow[]>`
        update people set badge = ${hash} where id = ${id} and erased_at is null returning *`;
      if (!row) return false;
      await forgetAnswers(tx, id);
      const changed = { at: now(), before: null, after: { has_badge: hash !== null } };
      await appendAudit(tx, personEntry("person.badge", id, changed, by));
      return true;
    });
    return saved.catch((error: unknown) => {
      // Another server saved it for somebody else, since nobody was found to have it.
      throw dialect.isUniqueViolation(error) ? new Conflict(TAKEN) : error;
    });
  }

  return { list, withPin, withBadge, setBadge };
}

const actorOf = ({ id, name, role }: PersonRow): Answering => ({ kind: "person", id, name, role });

/** By their role alone, whatever ACCESS grants to everybody. */
const mayAnswer = (actor: Answering) => isAllowed(actor, "answer", "closed");

/** The person, if their role may answer. */
export function ifAnswering(row: PersonRow): Answering | undefined {
  const actor = actorOf(row);
  return mayAnswer(actor) ? actor : undefined;
}
