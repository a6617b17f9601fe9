import { formatValue } from "../../src/model/metric";
import type { PathFacts } from "../board_data";
import { text } from "../text";
import { timeOr } from "./time";

const words = text.diagnostics;

type PathProps = { facts: PathFacts; timezone: string; now: number };

/** The stages with their counts, replaced by the id `path-facts`. */
export function PathTable({ facts, timezone, now, cursor }: PathProps & { cursor: string }) {
  return (
    <dl id="path-facts" class="facts">
      {rows({ facts, timezone, now }).map(([name, value, detail]) => (
        <div>
          <dt>{words.stages[name]}</dt>
          <dd>
            {value} <small>{detail}</small>
          </dd>
        </div>
      ))}
      {facts.backfill && (
        <div>
          <dt>{words.backfill}</dt>
          <dd>
            <progress max={facts.backfill.total} value={facts.backfill.done} aria-label={words.backfill} />{" "}
            <small>{words.backfillOf(percentOf(facts.backfill))}</small>
          </dd>
        </div>
      )}
      <div>
        <dt>{words.since}</dt>
        <dd>{timeOr(facts.startedAt, timezone, now)}</dd>
      </div>
      <div>
        <dt>{words.cursor}</dt>
        <dd>
          <code>{cursor}</code>
        </dd>
      </div>
    </dl>
  );
}

function rows({
  facts,
  timezone,
  now,
}: PathProps): [name: keyof typeof words.stages, value: string, detail: string][] {
  const { readings, events, bus } = facts;
  const oldest = events.outboxOldestAt;
  return [
    ["taken", whole(readings.taken), ""],
    ["rejected", whole(readings.rejected), ""],
    ["waiting", whole(readings.waiting), ""],
    ["recorded", whole(events.recorded), ""],
    [
      "outbox",
      whole(events.outboxWaiting),
      oldest === null ? "" : words.outboxSince(timeOr(oldest, timezone, now)),
    ],
    ["announced", whole(events.announced), ""],
    ["bus", words.bus[bus.kind], bus.ok ? words.busOk : words.busAway(timeOr(bus.awaySince, timezone, now))],
    ["sockets", whole(facts.sockets), ""],
    ["malformed", whole(facts.malformed), facts.lastMalformed ?? ""],
  ];
}

/** Counts are exact, however large. */
function whole(count: number): string {
  return Number.isSafeInteger(count)
    ? count.toLocaleString("en").replaceAll(",", "\u202f")
    : formatValue(count);
}

function percentOf({ done, total }: { done: number; total: number }): number {
  return total > 0 ? Math.floor((100 * done) / total) : 100;
}
