import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { register } from "../support/actions";
import { eventually } from "../support/andon";
import { series, steady } from "../support/builders";
import { useAndon } from "../support/use";

const folder = mkdtempSync(join(tmpdir(), "andon-gone-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "andon.db");
const andon = useAndon({ DATABASE_URL: `sqlite://${path}`, LOG_LEVEL: "error" });

const report = (machine_id: string) =>
  andon.send("POST", "/api/v1/anomaly/create", {
    ...{ machine_id, detected_at: new Date().toISOString(), anomaly_type: "spike", severity: "critical" },
  });

test("a database file that was taken away takes no writes, and everybody is told; put back, all goes on", async () => {
  const machine = await register(andon, "Press-1");
  expect((await report(machine)).status).toBe(201); // the guard
  renameSync(path, `${path}.away`);

  const refused = await report(machine);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await refused.text()).toContain("its file was deleted or moved");
  expect((await andon.send("POST", "/api/v1/readings", series("Press-1", 3, steady))).status).toBe(503);
  const readiness = await eventually(async () => {
    const response = await andon.send("GET", "/readyz");
    return response.status === 503 && (await response.text());
  }, "it is not ready");
  expect(readiness).toContain("andon.db was deleted, moved or replaced while it is open");
  await eventually(
    async () => (await andon.text("/")).includes("NOT RECORDING since"),
    "the board says that nothing is recorded",
    8_000,
  );

  renameSync(`${path}.away`, path);
  expect((await report(machine)).status).toBe(201);
  await eventually(async () => (await andon.send("GET", "/readyz")).status === 200, "it is ready again");
});

test("deleted with all that belongs to it, nothing is taken that would be lost at the next start", async () => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  expect((await report("Press-1")).status).toBe(503);
});
