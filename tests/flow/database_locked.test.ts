import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { register } from "../support/actions";
import { eventually } from "../support/andon";
import { anomaliesAnswer } from "../support/answers";
import { LEARNED, series, steady, turnsBad } from "../support/builders";
import { holdFile } from "../support/file_holder";
import { useAndon } from "../support/use";

/** The answer of a process whose loop is free. */
const ANSWERS_WITHIN_MS = 200;

describe("another program holds the SQLite file", () => {
  const folder = mkdtempSync(join(tmpdir(), "andon-locked-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "andon.db");
  const andon = useAndon({ DATABASE_URL: `sqlite://${path}`, LOG_LEVEL: "error" });
  const send = (readings: unknown) => andon.send("POST", "/api/v1/readings", readings);

  /** Asks again and again whether the process is up, until told to end. @returns the longest wait */
  function watchHealth() {
    let running = true;
    const slowest = (async () => {
      let longest = 0;
      while (running) {
        const asked = performance.now();
        expect((await andon.send("GET", "/healthz")).status).toBe(200);
        longest = Math.max(longest, performance.now() - asked);
        await Bun.sleep(20);
      }
      return longest;
    })();
    return () => {
      running = false;
      return slowest;
    };
  }

  test("the loop never waits for it: writes get 503 and Retry-After, all else goes on, and nothing is lost", async () => {
    const machineId = await register(andon, "Press-1");
    const readings = series("Press-1", LEARNED + 20, turnsBad);
    const [before, after] = [readings.slice(0, LEARNED), readings.slice(LEARNED)];
    expect((await send(before)).status).toBe(202);
    const holder = await holdFile(path);
    const slowest = watchHealth();

    const statuses = await Promise.all([send(after), send(series("Press-1", 3, steady))]);
    expect(statuses.map(({ status }) => status)).toEqual([503, 503]);
    expect(statuses.map(({ headers }) => headers.get("retry-after"))).toEqual(["1", "1"]);
    const limits = { silent_minutes: 10 };
    const change = await andon.send("PUT", `/api/v1/machines/${machineId}/limits`, limits);
    expect([change.status, change.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await change.text()).toContain("another program holds its file");
    for (const page of ["/", "/machines", "/anomalies", `/machines/${machineId}`])
      expect((await andon.send("GET", page)).status).toBe(200);

    await holder.letGo();
    await eventually(async () => (await send(after)).status === 202, "readings are taken again");
    const longest = await slowest();
    console.log(`a file held by another program: /healthz answered within ${Math.round(longest)} ms`);
    expect(longest).toBeLessThan(ANSWERS_WITHIN_MS);
    const active = () => andon.get(`/api/v1/anomaly/active?machine_id=${machineId}`, anomaliesAnswer);
    await eventually(async () => (await active()).total_count === 1, "the follower has caught up");
  });
});
