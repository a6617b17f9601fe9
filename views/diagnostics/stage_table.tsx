import type { StageDiagnostics, StageCount } from "../../src/live/state/diagnostics";
import { text } from "../../src/words/text";
import { timeOr } from "../shared/time";

const words = text.diagnostics;

type StageProps = { diagnostics: StageDiagnostics; timezone: string; now: number };

/** The stages with their counters, replaced by the id `path-facts`. */
export function StageTable({ diagnostics, timezone, now, cursor }: StageProps & { cursor: string }) {
  return (
    <dl id="path-facts" class="facts">
      {rows({ diagnostics, timezone, now }).map(([name, value, detail]) => (
        <div>
          <dt>{words.stages[name]}</dt>
          <dd>
            {value} <small>{detail}</small>
          </dd>
        </div>
      ))}
      {diagnostics.backfill && (
        <div>
          <dt>{words.backfill}</dt>
          <dd>
            <Progress {...diagnostics.backfill} />
          </dd>
        </div>
      )}
      <div>
        <dt>{words.since}</dt>
        <dd>{timeOr(diagnostics.startedAt, timezone, now)}</dd>
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

function rows({ diagnostics, timezone, now }: StageProps): Row[] {
  const { readings, events, bus } = diagnostics;
  const oldest = events.outboxOldestAt;
  const since = (at: number) => words.outboxSince(timeOr(at, timezone, now));
  const age = ({ at }: StageCount) => (at === null ? words.never : words.newest(text.duration(now - at)));
  const counted = (name: Row[0], stage: StageCount, more?: string | null): Row => [
    name,
    text.integer(stage.count),
    text.list([age(stage), more].filter((part) => typeof part === "string")),
  ];
  return [
    counted("taken", readings.taken),
    counted("rejected", readings.rejected),
    ["waiting", text.integer(readings.waiting), ""],
    counted("judged", readings.judged),
    counted("recorded", events.recorded),
    ["outbox", text.integer(events.outboxWaiting), oldest === null ? "" : since(oldest)],
    counted("announced", events.announced),
    [
      "bus",
      words.bus[bus.kind],
      bus.ok ? words.busOk : words.busAway(timeOr(bus.awaySince, timezone, now), bus.awayReason),
    ],
    counted("received", events.received),
    counted("drawn", events.drawn),
    ["sockets", text.integer(diagnostics.sockets), ""],
    counted("unjudged", diagnostics.unjudged, diagnostics.lastUnjudged),
    counted("malformed", diagnostics.malformed, diagnostics.lastMalformed),
    counted("inboundFailed", diagnostics.inboundFailed, diagnostics.lastInboundFailure),
    counted("deadLettered", diagnostics.deadLettered, diagnostics.lastDeadLetter),
    ["externalWaiting", text.integer(diagnostics.externalWaiting), ""],
    counted("externalLost", diagnostics.externalLost, diagnostics.lastExternalLoss),
    counted("ignored", diagnostics.ignored),
  ];
}

function Progress({ done, total }: { done: number; total: number }) {
  const percent = total > 0 ? Math.floor((100 * done) / total) : 100;
  return (
    <>
      <progress max={total} value={done} aria-label={words.backfill} />{" "}
      <small>{words.backfillOf(percent)}</small>
    </>
  );
}
