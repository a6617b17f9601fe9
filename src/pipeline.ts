import type { Finding } from "./model/alarm";
import type { Reading } from "./model/reading";
import type { Batch } from "./readings/inbox";

export type Stages = {
  readings: AsyncIterable<Batch>;
  /** Which of the readings are not older than their machine's newest: only these are judged. */
  fresh(readings: Reading[]): Reading[];
  judge(readings: Reading[]): Finding[];
  record: { readings(readings: Reading[]): Promise<void>; findings(findings: Finding[]): Promise<void> };
  announceSoon(): void;
  announceValues(readings: Reading[]): void;
  /** Something was found that cannot be recorded now: `waiting` findings are tried again. */
  onTrouble(error: unknown, waiting: number): void;
};

const AGAIN_AFTER_MS = 1_000;

/** The factory side: record first; the drain announces, so a bus that is away never holds readings up. */
export async function runPipeline({ readings, fresh, judge, record, ...stages }: Stages) {
  const findings = createFindings(record.findings, stages);
  for await (const batch of readings) {
    try {
      await record.readings(batch.readings);
    } catch (error) {
      batch.failed(error);
      continue;
    }
    batch.kept();
    const news = fresh(batch.readings);
    await findings.record(judge(news));
    stages.announceSoon();
    stages.announceValues(news);
  }
  await findings.record([]);
}

/** Records what was found, in order, and goes on trying: an alarm that could not be written down is not forgotten. */
function createFindings(
  record: Stages["record"]["findings"],
  { announceSoon, onTrouble }: Pick<Stages, "announceSoon" | "onTrouble">,
) {
  let waiting: Finding[] = [];
  let turn = Promise.resolve();

  async function recordAll() {
    if (waiting.length === 0) return;
    const tried = waiting;
    waiting = [];
    try {
      await record(tried);
    } catch {
      await oneByOne(tried);
    }
  }

  /** One finding that can never be recorded must not hold up the others. */
  async function oneByOne(tried: Finding[]) {
    for (const finding of tried) {
      try {
        await record([finding]);
      } catch (error) {
        waiting.push(finding);
        onTrouble(error, waiting.length);
      }
    }
    if (waiting.length > 0) setTimeout(() => void again().then(announceSoon), AGAIN_AFTER_MS).unref();
  }

  const again = () => (turn = turn.then(recordAll));
  return {
    record(found: Finding[]) {
      waiting.push(...found);
      return again();
    },
  };
}
