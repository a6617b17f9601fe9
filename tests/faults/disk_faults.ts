import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machinesAnswer } from "../support/answers";
import { whyNot } from "../support/needs";
import { type Fault, onFloor } from "./fault";
import type { Floor } from "./floor";
import { until } from "./result";

export const diskFaults: Fault[] = [
  {
    name: "disk full",
    cannot: () =>
      whyNot(
        process.getuid?.() === 0 && Bun.which("mount") !== null,
        "a small disk can only be mounted by root",
      ),
    async run(browser) {
      using disk = smallDisk();
      const settings = { DATABASE_URL: `sqlite://${join(disk.folder, "andon.db")}` };
      return await onFloor(browser, { settings }, async (floor) => {
        const filler = join(disk.folder, "filler");
        Bun.spawnSync(["sh", "-c", 'cat /dev/zero > "$0" 2>/dev/null || true', filler]);
        const answer = await until503(floor);
        rmSync(filler);
        const goneAt = Date.now();
        await floor.report();
        await floor.report();
        return floor.result(goneAt, answer);
      });
    },
  },
];

/** A disk of eight megabytes in memory. */
function smallDisk(): Disposable & { folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "andon-disk-"));
  const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=8m", "andon-test", folder]);
  if (!mounted.success) throw new Error(`Cannot mount a small disk: ${mounted.stderr.toString().trim()}`);
  return {
    folder,
    [Symbol.dispose]() {
      Bun.spawnSync(["umount", "-l", folder]);
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Sends until readings and reports are refused with 503 and Retry-After. @returns their statuses */
async function until503({ andon }: Floor): Promise<string> {
  const [machine] = await andon.get("/api/v1/machines", machinesAnswer);
  const machine_id = machine!.id;
  let statuses = "";
  const isRefused = async () => {
    const now = new Date().toISOString();
    const reading = { machine_id, timestamp: now, metrics: { power_kw: 1 } };
    const alarm = { machine_id, detected_at: now, anomaly_type: "spike", severity: "warning" };
    const readings = await andon.send("POST", "/api/v1/readings", reading);
    const reports = await andon.send("POST", "/api/v1/anomaly/create", alarm);
    const retry = reports.headers.get("retry-after");
    statuses = `readings ${readings.status}, reports ${reports.status}, Retry-After ${retry}`;
    return readings.status === 503 && reports.status === 503 && retry !== null;
  };
  await until(isRefused, "readings and reports are refused").catch((error: Error) => {
    throw new Error(`${error.message}: ${statuses}`, { cause: error });
  });
  return statuses;
}
