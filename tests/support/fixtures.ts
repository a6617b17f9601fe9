import { eventually, series, type TestAndon } from "./andon";

/** Pages of every kind there is. `{id}` stands for the scene's machine. */
const EVERY_PAGE = [
  "/",
  "/anomalies",
  "/machines",
  "/machines/{id}",
  "/machines/{id}?edit=1",
  "/machines/{id}/limits",
  "/training",
  "/diagnostics",
  "/history",
  "/docs",
];
const MOST_UNLIKE = ["/", "/anomalies", "/machines/{id}", "/history"];

/** The pages to look at with slow eyes: `bun run access` takes every one, the suite those that are most unlike. */
export const LOOKED_AT = process.env.ANDON_EVERY_PAGE === "1" ? EVERY_PAGE : MOST_UNLIKE;

/** A floor on which there is something of everything. */
export type Fixtures = {
  /** The machine that has alarms of every kind, values and a chart. */
  machineId: string;
  /** Reports one more alarm on it; resolves to the alarm's id. */
  report(severity: string, more?: object): Promise<string>;
};

/**
 * Machines in alarm, calm, learning and silent; alarms of every severity and state, one of which says why; trainings that
 * have completed and failed.
 */
export async function createFixtures(andon: TestAndon): Promise<Fixtures> {
  const register = async (name: string, more: object = {}) => {
    const machine = { name, data_interval_seconds: 1, location: "Hall 2", ...more };
    return ((await (await andon.post("/api/v1/machines", machine)).json()) as { id: string }).id;
  };
  const machineId = await register("Press-1");
  await register("Boiler-1", { type: "boiler", is_critical: true });
  await register("Silent-1", { is_active: false });
  await register("Pump-1", { type: "pump" });

  const report = async (severity: string, more: object = {}) => {
    const detected_at = new Date().toISOString();
    const peerReported = { machine_id: machineId, detected_at, anomaly_type: "spike", severity, ...more };
    const response = await andon.post("/api/v1/anomaly/create", peerReported);
    return ((await response.json()) as { anomaly_id: string }).anomaly_id;
  };
  const change = (id: string, what: "acknowledge" | "resolve", body: object) =>
    fetch(`${andon.url}/api/v1/anomaly/${id}/${what}`, {
      method: what === "resolve" ? "PUT" : "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  // Off for a while and back: an alarm that has cleared by itself.
  const swing = (index: number) => 50 + Math.sin(index * 1.7);
  await andon.post(
    "/api/v1/readings",
    series("Boiler-1", 330, (index) => ({ power_kw: index > 150 && index < 190 ? 90 : swing(index) })),
  );
  // Off to the end: an open one, which says why.
  await andon.post(
    "/api/v1/readings",
    series("Press-1", 170, (index) => ({
      power_kw: index < 150 ? swing(index) : 90,
      oil_temp_c: 44 + Math.cos(index),
      strange_metric: 12,
    })),
  );
  await andon.post(
    "/api/v1/readings",
    series("Pump-1", 12, () => ({ power_kw: 7 })),
  );
  for (const severity of ["normal", "warning", "critical"])
    await report(severity, { metric_name: "power_kw", metric_value: 77 });
  await change(await report("critical"), "acknowledge", { by: "Ada" });
  await change(await report("warning"), "resolve", { by: "Ada" });
  await Promise.all([trains(andon, "Boiler-1"), trains(andon, "Silent-1")]);
  await eventually(
    async () => (await andon.get("/api/v1/anomaly/active")).anomalies.length >= 5,
    "the alarms are open",
  );
  return { machineId, report };
}

/** Ninety days of hours are learned; of a machine without readings nothing can be. */
async function trains(andon: TestAndon, machine: string) {
  if (machine !== "Silent-1") {
    const from = Date.now() - 90 * 24 * 3_600_000;
    const rows = Array.from({ length: 90 * 24 }, (_, hour) => ({
      machine_id: machine,
      timestamp: new Date(from + hour * 3_600_000).toISOString(),
      metrics: { power_kw: 20 + 2 * (hour % 24) + Math.sin(hour), production_count: hour % 24 },
    }));
    await andon.post("/api/v1/readings", rows);
  }
  await andon.post("/api/v1/baseline/train", { machine_id: machine });
  const ended = async () => {
    const { jobs } = await andon.get("/api/v1/training/jobs");
    return jobs.some(
      (job: { machine_name: string; status: string }) =>
        job.machine_name === machine && ["completed", "failed"].includes(job.status),
    );
  };
  await eventually(ended, `the training of ${machine} has ended`, 20_000);
}
