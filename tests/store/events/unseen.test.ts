import { expect, test } from "bun:test";
import { onEachDatabase, openFresh } from "../../support/store";

/** A log in which events are recorded by their text, and announced under a cursor. */
async function withLog() {
  const store = await openFresh();
  const { events } = store;
  const ids = new Map<string, string>();
  return {
    async record(...texts: string[]) {
      const recorded = await events.record(
        texts.map((message) => ({ event_type: "system_alert", alert_type: "n", severity: "info", message })),
      );
      recorded.forEach(({ event_id }, n) => ids.set(texts[n] ?? "", event_id));
    },
    announce: (message: string, cursor: string) =>
      events.announced([{ event_id: ids.get(message) ?? "", cursor }]),
    unseen: async (after: string | undefined, limit = 10) =>
      (await events.unseen(after, limit)).map(({ message }) => message),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

onEachDatabase(() => {
  test("an event that waits for its announcement has been seen by nobody", async () => {
    await using log = await withLog();
    await log.record("a", "b");
    await log.announce("a", "log-1");
    expect(await log.unseen("log-1")).toEqual(["b"]);
  });

  test("an event that another server has announced after the cursor is unseen, one before it is not", async () => {
    await using log = await withLog();
    await log.record("a", "b", "c", "d");
    for (const [n, text] of ["a", "b", "c"].entries()) await log.announce(text, `log-1700-${n}`);
    expect(await log.unseen("log-1700-0")).toEqual(["b", "c", "d"]);
    expect(await log.unseen("log-1700-2")).toEqual(["d"]);
  });

  test("they come in the order of recording, and when there are too many the newest", async () => {
    await using log = await withLog();
    await log.record("a", "b", "c", "d");
    await log.announce("d", "log-8");
    await log.announce("b", "log-9");
    expect(await log.unseen("log-7")).toEqual(["a", "b", "c", "d"]);
    expect(await log.unseen("log-7", 2)).toEqual(["c", "d"]);
  });

  test("without a cursor every event is unseen", async () => {
    await using log = await withLog();
    await log.record("a", "b");
    await log.announce("a", "log-1");
    expect(await log.unseen(undefined)).toEqual(["a", "b"]);
  });

  test("in a log that began anew, events recorded after the last known one are unseen", async () => {
    await using log = await withLog();
    await log.record("older", "known", "newer");
    await log.announce("older", "spring-1");
    await log.announce("known", "summer-1");
    await log.announce("newer", "autumn-1");
    expect(await log.unseen("summer-1")).toEqual(["newer"]);
  });

  test("a log of which nothing is stored says nothing of older ones", async () => {
    await using log = await withLog();
    await log.record("older", "newer");
    await log.announce("older", "spring-1");
    expect(await log.unseen("summer-0-0")).toEqual(["newer"]);
  });
});
