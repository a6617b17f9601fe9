import { scaleLinear } from "d3-scale";
import { type Alarm, SEVERITIES } from "../../src/domain/alarm/alarm";
import { historyQuery, type HistoryView, TIMELINES, windowOf } from "../../src/domain/history_view";
import { text } from "../../src/words/text";
import { ToneIcon } from "../shared/icons";
import { remark } from "../../src/words/alarm_text";
import { plantMinute, plantTime } from "../shared/time";
import { timeTicks } from "../shared/time_ticks";

const words = text.history;

/** Alarms nearer to each other than this, in per cent of the time shown, are one mark: a finger needs the room. */
const SLOT = 4;
/** A label nearer to an edge than this, in per cent, would be cut. */
const EDGE = 3;
const MARK_PX = 48;
const SIGN_PX = 20;
/** Machines that a mark of several alarms names. */
const NAMED = 3;

type TimelineProps = {
  view: HistoryView;
  /** Alarms that opened in the time shown. */
  marks: readonly Alarm[];
  timezone: string;
  now: number;
};

/**
 * The time about a moment. Each piece of it and each alarm is a link to that moment, at the same speed. Links name only
 * the query: they hold wherever the page stands.
 */
export function Timeline({ view, marks, timezone, now }: TimelineProps) {
  const { from, to } = windowOf(view);
  const x = scaleLinear([from, to], [0, 100]).clamp(true);
  const place = (at: number) => `${fixed(x(at))}%`;
  const link = (at: number) => `?${historyQuery({ ...view, at })}`;
  const ticks = timeTicks(from, to, TIMELINES[view.span].stepMinutes, timezone);
  const starts = [from, ...ticks.map(({ at }) => at)].filter((at) => at < Math.min(to, now));
  return (
    <div id="timeline" class="timeline" role="group" aria-label={words.timeline}>
      <svg>
        <rect class="ahead" x={place(now)} y="0" width={`${fixed(100 - x(now))}%`} height="100%" />
        {[...new Set(starts)].map((at, index, all) => (
          <a href={link(at)} aria-label={words.seek(plantTime(at, timezone, now))}>
            <rect
              class="piece"
              x={place(at)}
              y="0"
              width={`${fixed(x(Math.min(all[index + 1] ?? to, now)) - x(at))}%`}
              height="100%"
            />
          </a>
        ))}
        {ticks.map(({ at, label, isDay }, index) => {
          const isCut = x(at) < EDGE || x(at) > 100 - EDGE;
          const kind = isDay ? "tick day" : index % 2 ? "tick odd" : "tick";
          return isCut ? null : (
            <text class={kind} x={place(at)} y="100%" dy="-6">
              {label}
            </text>
          );
        })}
        {slotsOf(marks, x).map(({ first, worst, alarms }) => {
          const title = titleOf(alarms, first, timezone, now);
          return (
            <a href={link(first.opened_at)} aria-label={title} data-severity={worst.severity}>
              <title>{title}</title>
              <svg x={place(first.opened_at)} y="0" width={MARK_PX} height={MARK_PX} overflow="visible">
                <rect class="reach" x={-MARK_PX / 2} width={MARK_PX} height={MARK_PX} />
                <svg x={-SIGN_PX / 2} y="6" width={SIGN_PX} height={SIGN_PX}>
                  <ToneIcon tone={worst.severity} />
                </svg>
              </svg>
            </a>
          );
        })}
        <TimelinePosition view={view} />
      </svg>
    </div>
  );
}

/** Where the moment lies. It moves while the replay plays, and the timeline stays. */
export function TimelinePosition({ view }: { view: HistoryView }) {
  const { from, to } = windowOf(view);
  return (
    <svg id="replay-position" x={`${fixed((100 * (view.at - from)) / (to - from))}%`} overflow="visible">
      <path class="position" d="M0 0v200M-7 0h14l-7 9z" />
    </svg>
  );
}

type Slot = { first: Alarm; worst: Alarm; alarms: Alarm[] };

/** Alarms that lie together, each such group with its first and its worst. */
function slotsOf(marks: readonly Alarm[], x: (at: number) => number): Slot[] {
  const slots: Slot[] = [];
  for (const alarm of marks.toSorted((a, b) => a.opened_at - b.opened_at)) {
    const slot = slots.at(-1);
    if (!slot || x(alarm.opened_at) - x(slot.first.opened_at) >= SLOT) {
      slots.push({ first: alarm, worst: alarm, alarms: [alarm] });
      continue;
    }
    slot.alarms.push(alarm);
    if (SEVERITIES.indexOf(alarm.severity) > SEVERITIES.indexOf(slot.worst.severity)) slot.worst = alarm;
  }
  return slots;
}

function titleOf(alarms: readonly Alarm[], first: Alarm, timezone: string, now: number): string {
  const nameOf = (alarm: Alarm) => alarm.machine_name ?? alarm.machine_id ?? text.unknown;
  const at = plantMinute(first.opened_at, timezone, now);
  if (alarms.length === 1)
    return text.list([at, nameOf(first), text.severity[first.severity], remark(first)]);
  const names = [...new Set(alarms.map(nameOf))].slice(0, NAMED);
  return text.list([at, words.alarms(alarms.length), ...names]);
}

const fixed = (value: number) => String(Math.round(value * 100) / 100);
