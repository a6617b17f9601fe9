import { areaTree } from "../../../src/domain/site/areas";
import { expect, test } from "bun:test";
import { createCatchUp, sinceQuery } from "../../../src/http/sockets/catch_up";
import type { AskSince } from "../../../src/http/sockets/sockets";
import type { AnnouncedEvent } from "../../../src/domain/event";
import type { PageAudience } from "../../../src/live/audiences";
import { alarm, detected, machine, NOW } from "../../support/views";

type Drawn = { events: readonly AnnouncedEvent[]; audience: PageAudience; cursor: string; extra: string };

/** The catch-up that is drawn after this answer of the log, and its headers. */
async function caughtUp(since: AskSince, asked: Record<string, string | string[]> = {}) {
  const drawn: Drawn[] = [];
  const catchUp = createCatchUp({
    live: {
      catchUp: (events, audience, cursor, extra = "") => (
        drawn.push({ events, audience, cursor, extra }),
        "frame"
      ),
    },
    store: { alarms: { board: async () => [alarm()] } } as never,
    plantState: { floods: () => [], shown: (alarm) => alarm },
    machineRegistry: {
      find: (name) => (name === "Press-2" ? machine({ id: "c2" }) : undefined),
      all: () => [],
      changes: () => 0,
    },
    site: { areas: () => areaTree([]), refresh: () => Promise.resolve() },
    ...{ since, timezone: "UTC", now: () => NOW },
  });
  const { html, headers } = await catchUp(sinceQuery.parse({ page: "board", after: "log-1", ...asked }));
  expect(html).toBe("frame");
  return { ...drawn[0]!, headers };
}

const events = (count: number) => Array.from({ length: count }, (_, n) => detected({ id: `log-${n + 2}` }));
const answering =
  (count: number): AskSince =>
  async () => ({ kind: "events", events: events(count), latest: "log-9", more: false });

test("a page is drawn the events that it missed, and its cursor becomes the last of them", async () => {
  const { events, cursor, extra, headers } = await caughtUp(answering(3));
  expect([events.length, cursor, extra]).toEqual([3, "log-4", ""]);
  expect(headers).toEqual({ "Andon-Caught-Up": "3" });
});

test("a narrowed page is drawn the events of its machines only", async () => {
  for (const named of ["c2", "Press-2"]) {
    const { events, audience, headers } = await caughtUp(answering(3), { machine: [named] });
    expect([events.length, headers["Andon-Caught-Up"], audience.machineIds]).toEqual([0, "0", ["c2"]]);
  }
});

test("a page that lost its socket shows for how long, and how many events came late", async () => {
  const { extra } = await caughtUp(answering(3), { away: "12", caught: "4" });
  expect(extra).toContain("#gaps");
  expect(extra).toContain("7 events");
});

test("more than three hundred events, or a page that asks for it, bring the whole table", async () => {
  const many = await caughtUp(answering(301));
  expect([many.events.length, many.extra.includes("#anomaly-rows")]).toEqual([300, true]);
  const asked = await caughtUp(answering(1), { whole: "1" });
  expect([asked.events.length, asked.extra.includes("#anomaly-rows")]).toEqual([1, true]);
});

test("a list loads itself again, since only its address knows what it lists", async () => {
  const { extra, headers } = await caughtUp(answering(301), { page: "list" });
  expect(extra).not.toContain("#anomaly-rows");
  expect(headers).toEqual({ "Andon-Caught-Up": "301", "HX-Refresh": "true" });
});

test("an unknown cursor brings the whole view, and a line that says so", async () => {
  const { events, cursor, extra, headers } = await caughtUp(async () => ({ kind: "gap", latest: "new-7" }));
  expect([events.length, cursor]).toEqual([0, "new-7"]);
  expect(extra).toContain("#anomaly-rows");
  expect(extra).toContain("#gaps");
  expect(headers).toEqual({});
});

test("while the bus is away the database gives the whole view, and the cursor stays", async () => {
  const { cursor, extra } = await caughtUp(() => Promise.reject(new Error("Away")));
  expect(cursor).toBe("log-1");
  expect(extra).toContain("#anomaly-rows");
  expect(extra).not.toContain("#gaps");
});
