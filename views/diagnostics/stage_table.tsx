import { formatValue } from "../../src/domain/machine/metric";
import type { StageCount, StageDiagnostics } from "../../src/live/state/diagnostics";
import { text } from "../../src/words/text";
import { timeOr } from "../shared/time";

const words = text.diagnostics;

type PathProps = { facts: StageDiagnostics; timezone: string; now: number };

/** The stages with their counts, replaced by the id `path-facts`. */
export function StageTable({ facts, timezone, now, cursor }: PathProps & { cursor: string }) {
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

type Row = [name: keyof typeof words.stages, value: string, detail: string];

function rows({ facts, timezone, now }: PathProps): Row[] {
  const { readings, events, bus } = facts;
  const oldest = events.outboxOldestAt;
  const since = (at: number) => words.outboxSince(timeOr(at, timezone, now));
  const age = ({ at }: StageCount) => (at === null ? words.never : words.newest(text.span(now - at)));
  const counted = (name: Row[0], stage: StageCount, more?: string | null): Row => [
    name,
    whole(stage.count),
    text.list([age(stage), more].filter((part) => typeof part === "string")),
  ];
  return [
    counted("taken", readings.taken),
    counted("rejected", readings.rejected),
    ["waiting", whole(readings.waiting), ""],
    counted("judged", readings.judged),
    counted("recorded", events.recorded),
    ["outbox", whole(events.outboxWaiting), oldest === null ? "" : since(oldest)],
    counted("announced", events.announced),
    ["bus", words.bus[bus.kind], bus.ok ? words.busOk : words.busAway(timeOr(bus.awaySince, timezone, now))],
    counted("heard", events.heard),
    counted("drawn", events.drawn),
    ["sockets", whole(facts.sockets), ""],
    counted("unjudged", facts.unjudged, facts.lastUnjudged),
    counted("malformed", facts.malformed, facts.lastMalformed),
    counted("untaken", facts.untaken, facts.lastUntaken),
    counted("refused", facts.refused, facts.lastRefused),
    counted("ignored", facts.ignored),
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
