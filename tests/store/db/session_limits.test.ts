import { expect, test } from "bun:test";
import { openPostgres } from "../../../src/store/db/postgres";
import { describeNeeding } from "../../support/needs";
import { onePostgres, whyNoPostgres } from "../../support/postgres";

describeNeeding([whyNoPostgres], "limits of a session on PostgreSQL", () => {
  const opened = async () => openPostgres(await (await onePostgres()).fresh());
  const setting = (name: string) => `select current_setting('${name}') as value`;

  test("every connection, reading or writing, ends what a vanished server has left", async () => {
    const database = await opened();
    const settings = ["idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout"];
    for (const name of [...settings, "tcp_keepalives_idle", "tcp_user_timeout"]) {
      const [read] = await database.read.unsafe(setting(name));
      const [written] = await database.write((tx) => tx.unsafe(setting(name)));
      const [unqueued] = await database.writeUnqueued((sql) => sql.unsafe(setting(name)));
      for (const { value } of [read, written, unqueued]) expect(`${name} ${value}`).not.toMatch(/ 0$/);
    }
    await database.close();
  });

  test("a write that waits for a lock longer than any vanished server keeps it fails, and the next goes on", async () => {
    const url = await (await onePostgres()).fresh();
    const database = openPostgres(url);
    await database.write((tx) => tx`create table things (key integer primary key)`);
    await using holder = new Bun.SQL(url, { max: 1, prepare: false });
    const held = Promise.withResolvers<void>();
    const letGo = Promise.withResolvers<void>();
    const holding = holder.begin(async (tx) => {
      await tx`lock table things`;
      held.resolve();
      await letGo.promise;
    });
    await held.promise;
    const blocked = database.write((tx) => tx`lock table things`).catch(({ errno }) => errno);
    const next = database.write((tx) => tx`select 1 as one`);
    expect(await blocked).toBe("55P03");
    expect(await next).toHaveLength(1);
    letGo.resolve();
    await holding;
    await database.close();
  });

  test("a migration has no bound in time", async () => {
    const database = await opened();
    const [row] = await database.writeAtLength((tx) => tx.unsafe(setting("statement_timeout")));
    const [after] = await database.write((tx) => tx.unsafe(setting("statement_timeout")));
    expect([row.value, after.value]).toEqual(["0", "15s"]);
    await database.close();
  });
});
