import { z } from "zod";
import { acknowledge, ended, openAlarms, register, report, resolve, sendPast, sendReadings } from "./actions";
import { eventually, type TestAndon } from "./andon";
import { startedAnswer } from "./answers";
import { LEARNED, series } from "./builders";
import { EVERY_PAGE } from "./page_paths";

const MOST_UNLIKE = ["/", "/anomalies", "/machines/{id}", "/history"];

/**
 * The pages that slow checks look at: `bun run access` takes every one, the suite those that are most unlike.
 */
export const LOOKED_AT = process.env.ANDON_EVERY_PAGE === "1" ? EVERY_PAGE : MOST_UNLIKE;

const swing = (index: number) => 50 + Math.sin(index * 1.7);

/** A plant in which there is something of everything. */
export type Fixtures = {
  /** The machine that has alarms of every kind, values and a chart. */
  machineId: string;
  /** Reports one more alarm on it; the alarm's id. */
  report(severity: string, more?: object): Promise<string>;
};

/**
 * Machines in alarm, calm, learning and silent; alarms of every severity and state, one with its reasons;
 * trainings that have completed and failed.
 */
export async function createFixtures(andon: TestAndon): Promise<Fixtures> {
  const add = (name: string, more: object = {}) =>
    register(andon, name, { data_interval_seconds: 1, location: "Hall 2", ...more });
  const machineId = await add("Press-1");
  await add("Boiler-1", { type: "boiler", is_critical: true });
  await add("Silent-1", { is_active: false });
  await add("Pump-1", { type: "pump" });
  const reportOnPress = (severity: string, more: object = {}) =>
    report(andon, machineId, { severity, ...more });

  await andon.post("/api/v1/areas", { name: "Hall 9" }, z.unknown());
  await sendPresent(andon);
  for (const severity of ["normal", "warning", "critical"])
    await reportOnPress(severity, { metric_name: "power_kw", metric_value: 77 });
  await acknowledge(andon, await reportOnPress("critical"));
  await resolve(andon, await reportOnPress("warning"), "Ada");
  await sendPast(andon, "Boiler-1");
  // Nothing can be learned of the silent machine.
  await Promise.all(["Boiler-1", "Silent-1"].map((machine) => train(andon, machine)));
  await eventually(async () => (await openAlarms(andon)).length >= 5, "the alarms are open");
  return { machineId, report: reportOnPress };
}

async function sendPresent(andon: TestAndon) {
  // Away for a while and back: an alarm that has cleared by itself.
  const isAway = (index: number) => index > LEARNED && index < LEARNED + 40;
  await sendReadings(
    andon,
    series("Boiler-1", 330, (index) => ({ power_kw: isAway(index) ? 90 : swing(index) })),
  );
  // Away to the end: an open alarm with its reasons.
  await sendReadings(
    andon,
    series("Press-1", LEARNED + 20, (index) => ({
      power_kw: index < LEARNED ? swing(index) : 90,
      oil_temp_c: 44 + Math.cos(index),
      strange_metric: 12,
    })),
  );
  await sendReadings(
    andon,
    series("Pump-1", 12, () => ({ power_kw: 7 })),
  );
}

async function train(andon: TestAndon, machine: string) {
  const { job_id } = await andon.post("/api/v1/baseline/train", { machine_id: machine }, startedAnswer);
  await ended(andon, job_id);
}
