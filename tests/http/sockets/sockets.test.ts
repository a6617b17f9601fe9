import { expect, test } from "bun:test";
import { allSince, type AskSince } from "../../../src/http/sockets/sockets";
import { detected } from "../../support/views";

/** A log of so many events that answers page by page. */
function logOf(count: number) {
  const asked: string[] = [];
  const since: AskSince = async (cursor, limit) => {
    asked.push(cursor);
    const from = Number(cursor.split("-")[1]);
    const length = Math.max(0, Math.min(limit, count - from));
    const events = Array.from({ length }, (_, n) => detected({ id: `log-${from + n + 1}` }));
    return { kind: "events", events, latest: `log-${count}`, more: from + length < count };
  };
  return { since, asked };
}

test("events since a cursor are asked for page by page, up to the last one in hand", async () => {
  const { since, asked } = logOf(2_500);
  const answer = await allSince(since, "log-0");
  expect(answer).toMatchObject({ kind: "events", latest: "log-2500", more: false });
  expect(asked).toEqual(["log-0", "log-1000", "log-2000"]);
});

test("a screen that has missed more than ten thousand events learns that there are more", async () => {
  const answer = await allSince(logOf(30_000).since, "log-0");
  expect(answer).toMatchObject({ kind: "events", latest: "log-10000", more: true });
});

test("a gap ends the asking", async () => {
  const gap = { kind: "gap", latest: "log-7" } as const;
  expect(await allSince(async () => gap, "log-0")).toEqual(gap);
});
