import type { Finding } from "./model/alarm";
import type { Reading } from "./model/reading";
import type { Batch } from "./readings/inbox";

export type Stages = {
  readings: AsyncIterable<Batch>;
  /** Which of the readings are newer than their machine's newest: only these are judged. */
  fresh(readings: Reading[]): Reading[];
  judge(readings: Reading[]): Finding[];
  record: { readings(readings: Reading[]): Promise<void>; findings(findings: Finding[]): Promise<void> };
  announceSoon(): void;
  announceValues(readings: Reading[]): void;
  /** Findings that could not be recorded wait here and are tried again with the next batch. */
  onTrouble(error: unknown, waiting: number): void;
};

/** The factory side: record first; the drain announces, so a bus that is away never holds readings up. */
export async function runPipeline({ readings, fresh, judge, record, ...stages }: Stages) {
  let unrecorded: Finding[] = [];
  for await (const batch of readings) {
    try {
      await record.readings(batch.readings);
    } catch (error) {
      batch.failed(error);
      continue;
    }
    batch.kept();
    const news = fresh(batch.readings);
    unrecorded.push(...judge(news));
    try {
      if (unrecorded.length > 0) await record.findings(unrecorded);
      unrecorded = [];
    } catch (error) {
      stages.onTrouble(error, unrecorded.length);
    }
    stages.announceSoon();
    stages.announceValues(news);
  }
}
