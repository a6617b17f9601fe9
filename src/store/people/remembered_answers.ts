import type { Sql } from "../db/database";

/** Before the hash, so that such a secret never passes for that of a session, which may do all that its person may. */
export const ANSWER_KIND = "answer:";

/** A PIN or badge that was changed or taken away is believed no more where a tablet remembered it. */
export async function forgetAnswers(tx: Sql, personId: string): Promise<void> {
  await tx`delete from sessions where person_id = ${personId} and hash like ${`${ANSWER_KIND}%`}`;
}
