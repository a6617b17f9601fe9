import type { MetricUpdated } from "../domain/event";

/** Thins out values: a screen needs the newest, not every one. */
export type ValueTicker = {
  enqueue(value: MetricUpdated): void;
  /** Announces at once every value that waits. */
  flush(): void;
  /** Flushes; later values are dropped. */
  stop(): void;
};

type ValueTickerOptions = {
  announceValues(values: MetricUpdated[]): void;
  /** Least time between two values of the same metric of a machine; milliseconds. */
  everyMs?: number;
};

/** Metrics that fall due within this time go out together. */
const TOGETHER_MS = 50;

/**
 * Announces the newest value of each metric of each machine: at once when it was quiet, else every `everyMs`.
 */
export function createValueTicker({ announceValues, everyMs = 500 }: ValueTickerOptions): ValueTicker {
  const waiting = new Map<string, MetricUpdated>();
  const dueAt = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wakesAt = Number.POSITIVE_INFINITY;
  let stopped = false;

  function announce(isDue: (key: string) => boolean): void {
    const values: MetricUpdated[] = [];
    const next = performance.now() + everyMs;
    for (const [key, value] of waiting) {
      if (!isDue(key)) continue;
      waiting.delete(key);
      dueAt.set(key, next);
      values.push(value);
    }
    if (values.length > 0) announceValues(values);
  }

  function wakeAt(time: number): void {
    if (time >= wakesAt) return;
    clearTimeout(timer);
    wakesAt = time;
    timer = setTimeout(tick, Math.max(0, Math.ceil(time - performance.now())));
  }

  function tick(): void {
    wakesAt = Number.POSITIVE_INFINITY;
    const now = performance.now();
    announce((key) => (dueAt.get(key) ?? 0) <= now);
    const earliest = Math.min(...Array.from(waiting.keys(), (key) => dueAt.get(key) ?? 0));
    if (waiting.size > 0) wakeAt(Math.max(earliest, now + Math.min(TOGETHER_MS, everyMs)));
  }

  function flush(): void {
    announce(() => true);
  }

  return {
    enqueue(value) {
      if (stopped) return;
      const key = `${value.machine_id}|${value.metric}`;
      waiting.set(key, value);
      // Not in this very call: the metrics of a batch come one by one and should travel together.
      wakeAt(dueAt.get(key) ?? 0);
    },
    flush,
    stop() {
      flush();
      stopped = true;
      clearTimeout(timer);
    },
  };
}
