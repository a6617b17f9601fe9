import { expect, test } from "bun:test";
import type { Finding } from "../../src/domain/alarm/alarm";
import type { Reading } from "../../src/domain/machine/reading";
import { recordFindings, runPipeline, type Stages } from "../../src/judging/pipeline";
import { createIngestQueue } from "../../src/ingest/queue";

const reading = (at: number): Reading => ({ machine_id: "m", at, metrics: { power_kw: 1 }, mode: null });
const finding: Finding = { kind: "cleared", anomaly_id: "a", at: 1 };

/** A pipeline whose every step is written down; `change` replaces stages. */
function start(change: Partial<Stages> = {}, record: Partial<Stages["record"]> = {}) {
  const steps: string[] = [];
  const ingestQueue = createIngestQueue(100);
  const done = runPipeline({
    readings: ingestQueue,
    fresh: (readings) => readings,
    judge: () => (steps.push("judged"), [finding]),
    announceValues: () => steps.push("values"),
    ...change,
    record: {
      readings: record.readings ?? (async () => void steps.push("kept")),
      findings: recordFindings({
        apply: record.findings ?? (async (findings) => void steps.push(`recorded ${findings.length}`)),
        onTrouble: () => steps.push("trouble"),
      }),
    },
  });
  return { steps, ingestQueue, done };
}

async function send({ ingestQueue }: ReturnType<typeof start>, at: number) {
  const enqueue = ingestQueue.enqueue([reading(at)]);
  return (
    enqueue.kind === "taken" &&
    enqueue.kept.then(
      () => "kept",
      () => "failed",
    )
  );
}

test("readings are kept before they are judged, and findings recorded before anything is announced", async () => {
  const line = start();
  expect(await send(line, 1)).toBe("kept");
  line.ingestQueue.close();
  await line.done;
  expect(line.steps).toEqual(["kept", "judged", "recorded 1", "values"]);
});

test("a large batch is judged in slices between which the loop turns, all of it and in order", async () => {
  const judged: number[] = [];
  let turns = 0;
  const judge = (readings: Reading[]) => {
    judged.push(...readings.map(({ at }) => at));
    setImmediate(() => turns++);
    return [];
  };
  const line = start({ judge });
  const all = Array.from({ length: 2_200 }, (_, at) => reading(at));
  line.ingestQueue.enqueue(all);
  line.ingestQueue.close();
  await line.done;
  expect(judged).toEqual(all.map(({ at }) => at));
  expect(turns).toBeGreaterThanOrEqual(3);
});

test("readings that could not be kept are not judged, and their sender is told", async () => {
  const line = start({}, { readings: () => Promise.reject(new Error("disk full")) });
  expect(await send(line, 1)).toBe("failed");
  line.ingestQueue.close();
  await line.done;
  expect(line.steps).toEqual([]);
});

test("one finding that can never be recorded does not hold up the others", async () => {
  const recorded: string[] = [];
  const found: Finding[] = ["good", "poison", "fine"].map((anomaly_id) => ({
    kind: "cleared",
    anomaly_id,
    at: 1,
  }));
  const line = start(
    { judge: () => found },
    {
      findings: async (findings) => {
        if (findings.some((one) => one.kind === "cleared" && one.anomaly_id === "poison"))
          throw new Error("no");
        recorded.push(...findings.map((one) => (one.kind === "cleared" ? one.anomaly_id : "")));
      },
    },
  );
  await send(line, 1);
  line.ingestQueue.close();
  await line.done;
  expect(recorded).toEqual(["good", "fine"]);
});

test("a finding that could not be recorded is recorded with the next batch", async () => {
  let fails = true;
  const line: ReturnType<typeof start> = start(
    {},
    {
      findings: async (findings) => {
        if (fails) throw new Error("busy");
        line.steps.push(`recorded ${findings.length}`);
      },
    },
  );
  await send(line, 1);
  await Promise.resolve();
  fails = false;
  await send(line, 2);
  line.ingestQueue.close();
  await line.done;
  expect(line.steps.filter((step) => /trouble|recorded/.test(step))).toEqual(["trouble", "recorded 2"]);
});
