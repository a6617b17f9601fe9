import { cut } from "../../domain/text";
import { ANSWER_MS } from "../../people/session";
import type { Context } from "../db/database";
import { type Answering, ifAnswering } from "./answerers";
import type { PersonRow } from "./person_row";
import { ANSWER_KIND } from "./remembered_answers";
import { hashOf, newSecret } from "./secrets";

/** Who has just said by PIN or badge who they are: a row each among the sessions, which end with their account. */
export type AnswerSessionStore = {
  /** @returns its secret, which is not stored */
  begin(personId: string, from: { address: string; agent: string }): Promise<string>;
  /** Who holds a secret; undefined when it is over, or its person may not answer any more. */
  find(secret: string): Promise<Answering | undefined>;
};

const AGENT_AT_MOST = 200;

/** Implements `AnswerSessionStore`. */
export function answerSessionStore({ database, now, newId }: Context): AnswerSessionStore {
  const { read, write, dialect } = database;

  async function begin(person_id: string, { address, agent }: { address: string; agent: string }) {
    const [secret, at] = [newSecret(), now()];
    const told = { address, agent: cut(agent, AGENT_AT_MOST) };
    const row = {
      id: newId(),
      hash: ANSWER_KIND + hashOf(secret),
      person_id,
      created_at: at,
      seen_at: at,
      ...told,
    };
    await write(async (tx) => {
      await tx`delete from sessions where hash like ${`${ANSWER_KIND}%`} and created_at <= ${at - ANSWER_MS}`;
      await tx`insert into sessions ${tx([dialect.row(row)])}`;
    });
    return secret;
  }

  async function find(secret: string) {
    const [row] = await read<PersonRow[]>`
      select p.* from sessions s join people p on p.id = s.person_id
      where s.hash = ${ANSWER_KIND + hashOf(secret)} and s.created_at > ${now() - ANSWER_MS}
        and p.is_active = 1 and p.erased_at is null`;
    return row && ifAnswering(row);
  }

  return { begin, find };
}
