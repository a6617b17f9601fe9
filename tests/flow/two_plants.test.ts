import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM, startAndon } from "../support/andon";
import { describeNeeding } from "../support/needs";
import { startRedis, whyNoRedis } from "../support/redis";

describeNeeding([whyNoRedis], "two servers on one Redis", () => {
  test("a second one with a database of its own does not start, says beside whom, and exits with 78", async () => {
    await using redis = await startRedis();
    await using first = await startAndon({ REDIS_URL: redis.url });
    const folder = mkdtempSync(join(tmpdir(), "andon-second-"));
    const DATABASE_URL = `sqlite://${join(folder, "andon.db")}`;
    const environment = { ...process.env, PORT: "0", SIMULATE: "off", REDIS_URL: redis.url, DATABASE_URL };
    const second = Bun.spawn([process.execPath, PROGRAM], {
      env: environment,
      stdout: "ignore",
      stderr: "pipe",
    });
    expect(await second.exited).toBe(78);
    const said = await new Response(second.stderr).text();
    expect(said).toContain(`another Andon (pid ${first.pid} on `);
    expect(said).toContain("DATABASE_URL");
    rmSync(folder, { recursive: true, force: true });
  });

  test("a server that was killed starts again at once", async () => {
    await using redis = await startRedis();
    await using andon = await startAndon({ REDIS_URL: redis.url });
    await andon.kill();
    const at = performance.now();
    await andon.start();
    expect(performance.now() - at).toBeLessThan(4_000);
  });
});
