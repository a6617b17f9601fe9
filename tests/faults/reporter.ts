import { reportedAnswer } from "../support/answers";
import type { Client } from "../support/client";

const LOOK_EVERY_MS = 50;
const REPORT_WITHIN_MS = 5_000;

/** A machine that reports anomalies. */
export type Reporter = {
  /** Reports one anomaly, as often as it takes until it is accepted. */
  report(): Promise<void>;
  /** Reports again and again until stopped. */
  stream(everyMs: number): () => Promise<void>;
  /** Ids of the accepted anomalies. */
  accepted: string[];
};

/** @param next the server that is tried next */
export function startReporter(next: () => Client, machine_id: string): Reporter {
  const accepted: string[] = [];

  async function report() {
    for (;;) {
      const id = await tryReport().catch(() => undefined);
      if (id) return void accepted.push(id);
      await Bun.sleep(LOOK_EVERY_MS);
    }
  }

  async function tryReport(): Promise<string | undefined> {
    const body = { machine_id, detected_at: new Date().toISOString() };
    const answer = await fetch(`${next().url}/api/v1/anomaly/create`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...body, anomaly_type: "spike", severity: "warning" }),
      // A frozen server never answers.
      signal: AbortSignal.timeout(REPORT_WITHIN_MS),
    });
    return answer.status === 201 ? reportedAnswer.parse(await answer.json()).anomaly_id : undefined;
  }

  function stream(everyMs: number) {
    let going = true;
    const ended = (async () => {
      while (going) {
        await report();
        await Bun.sleep(everyMs);
      }
    })();
    return () => {
      going = false;
      return ended;
    };
  }

  return { accepted, report, stream };
}
