import type { Finding } from "../domain/alarm/alarm";
import type { Reading } from "../domain/machine/reading";
import type { Batch } from "../ingest/queue";
import { yieldToLoop } from "../async/yield";

export type Stages = {
  readings: AsyncIterable<Batch>;
  /** Which of the readings are not older than their machine's newest: only these are judged. */
  fresh(readings: Reading[]): Reading[];
  judge(readings: Reading[]): Finding[];
  record: {
    readings(readings: Reading[]): Promise<void>;
    /** Never rejects. */
    findings(findings: Finding[]): Promise<void>;
  };
  announceValues(readings: Reading[]): void;
};

const AGAIN_AFTER_MS = 1_000;
/** Readings that are judged before the loop may turn: a few milliseconds. */
const BREATH_READINGS = 500;

/** The factory side: record first; the drain announces, so a bus that is away never holds readings up. */
export async function runPipeline({ readings, fresh, judge, record, ...stages }: Stages) {
  for await (const batch of readings) {
    try {
      await record.readings(batch.readings);
    } catch (error) {
      batch.failed(error);
      continue;
    }
    batch.kept();
    for (let start = 0; start < batch.readings.length; start += BREATH_READINGS) {
      if (start > 0) await yieldToLoop();
      const news = fresh(batch.readings.slice(start, start + BREATH_READINGS));
      await record.findings(judge(news));
      stages.announceValues(news);
    }
  }
  await record.findings([]);
}

type FindingsStart = {
  apply(findings: Finding[]): Promise<void>;
  /** Something was found that cannot be recorded now: `waiting` findings are tried again. */
  onTrouble(error: unknown, waiting: number): void;
};

/** Records what was found, in order, and goes on trying: an alarm that could not be written down is not forgotten. */
export function recordFindings({ apply, onTrouble }: FindingsStart): Stages["record"]["findings"] {
  let waiting: Finding[] = [];
  let turn = Promise.resolve();

  async function recordAll() {
    if (waiting.length === 0) return;
    const tried = waiting;
    waiting = [];
    try {
      await apply(tried);
    } catch {
      await oneByOne(tried);
    }
  }

  /** One finding that can never be recorded must not hold up the others. */
  async function oneByOne(tried: Finding[]) {
    for (const finding of tried) {
      try {
        await apply([finding]);
      } catch (error) {
        waiting.push(finding);
        onTrouble(error, waiting.length);
      }
    }
    if (waiting.length > 0) setTimeout(() => void again(), AGAIN_AFTER_MS).unref();
  }

  const again = () => (turn = turn.then(recordAll));
  return (found) => {
    waiting.push(...found);
    return again();
  };
}
