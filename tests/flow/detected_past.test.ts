import { expect, test } from "bun:test";
import { z } from "zod";
import { openAlarms, register, report, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { anomaliesAnswer } from "../support/answers";
import { SLOW_MACHINE_MS } from "../support/needs";
import { listen } from "../support/socket";
import { useAndon } from "../support/use";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LEARNED_DAYS = 30;
const ASKED_DAYS = 15;
const STEP_MS = 15 * 60_000;
/** Hours of the asked days in which the press drew four times as much, two in a row each time. */
const FAULTS = [20, 21, 120, 121, 250, 251];

const andon = useAndon();
const answer = z.looseObject({
  total_data_points: z.number(),
  anomalies: z.array(z.looseObject({ id: z.string(), detected_at: z.string(), state: z.string() })),
});

test(
  "detect over 15 days: each finding is told by each call, one for each episode, and no open alarm or figure changes",
  async () => {
    const machine = await register(andon, "Press-1", { data_interval_seconds: STEP_MS / 1000 });
    const end = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS;
    const asked = end - ASKED_DAYS * DAY_MS;
    const from = asked - LEARNED_DAYS * DAY_MS;
    const rows = Array.from({ length: (end - from) / STEP_MS }, (_, index) => {
      const at = from + index * STEP_MS;
      const isFaulty = FAULTS.includes(Math.floor((at - asked) / HOUR_MS));
      const power_kw = (20 + Math.sin(index * 1.7) + Math.sin(index * 0.31)) * (isFaulty ? 4 : 1);
      return { machine_id: machine, timestamp: new Date(at).toISOString(), metrics: { power_kw } };
    });
    await sendReadings(andon, rows);
    const open = await report(andon, machine);
    const period = { start: new Date(asked).toISOString(), end: new Date(end).toISOString() };
    const call = (change: object = {}) =>
      andon.post("/api/v1/anomaly/detect", { machine_id: machine, ...period, ...change }, answer);
    const hourOf = ({ detected_at }: { detected_at: string }) =>
      Math.floor((Date.parse(detected_at) - asked) / HOUR_MS);
    const ofFaultsIn = ({ anomalies }: z.infer<typeof answer>) =>
      anomalies.filter((found) => FAULTS.includes(hourOf(found)));
    const told = await eventually(async () => {
      const found = await call();
      // The newest hour may not be whole.
      return found.total_data_points >= ASKED_DAYS * 24 - 1 && ofFaultsIn(found).length > 2 && found;
    }, "the past is rolled up");
    await using stream = await listen(`${andon.url}/api/v1/ws/anomalies`);
    const again = await call();
    expect(again.anomalies.map(({ id }) => id)).toEqual(told.anomalies.map(({ id }) => id));
    for (const { id } of again.anomalies) {
      const { data } = await stream.next("anomaly_detected");
      expect(data).toMatchObject({ anomaly_id: id, finding: true });
    }
    const ofFaults = ofFaultsIn(again);
    expect(ofFaults).toHaveLength(FAULTS.length / 2);
    // A call about another period, which begins within an episode, makes no second one of it.
    const [, within = 0] = FAULTS;
    const later = await call({ start: new Date(asked + within * HOUR_MS).toISOString() });
    expect(later.anomalies.map(({ id }) => id)).toContain(ofFaults[0]!.id);

    expect((await openAlarms(andon)).map(({ id }) => id)).toEqual([open]);
    const page = await andon.text("/");
    expect(page.match(/<tr [^>]*data-state="new"/g)).toHaveLength(1);
    expect(page.match(/<tr [^>]*data-state="finding"/g)?.length).toBeGreaterThanOrEqual(FAULTS.length / 2);
    expect(page).toMatch(/id="kpi-alarms"[^]*?<dd>1 /);
    const filtered = await andon.text("/anomalies?state=finding");
    expect(filtered).not.toContain(`data-anomaly-id="${open}"`);
    const { anomalies } = await andon.get(
      "/api/v1/anomaly/search?is_resolved=false&limit=500",
      anomaliesAnswer,
    );
    expect(anomalies.map(({ id }) => id)).toContain(ofFaults[0]!.id);
  },
  2 * SLOW_MACHINE_MS,
);
