import { scaleLinear } from "d3-scale";
import { type Alarm, SEVERITIES } from "../../src/domain/alarm/alarm";
import { historyQuery, type HistoryView, TIMELINES, windowOf } from "../../src/domain/history_view";
import { text } from "../../src/words/text";
import { ToneIcon } from "../shared/icons";
import { alarmText, typeText } from "../../src/words/alarm_text";
import { plantMinute, plantTime } from "../shared/time";
import { timeTicks } from "../shared/time_ticks";

const words = text.history;

/** Alarms closer together than this, in per cent of the time shown, share a mark: a finger needs the room. */
const GROUP_WIDTH = 4;
/** A label closer to an edge than this, in per cent, would be cut off. */
const EDGE = 3;
const MARK_PX = 48;
const SIGN_PX = 20;
/** A mark of several alarms names this many machines. */
const NAMED_MACHINES = 3;

type TimelineProps = {
  view: HistoryView;
  /** Alarms that opened in the time shown. */
  marks: readonly Alarm[];
  timezone: string;
  now: number;
};

/**
 * The time around a moment. Each segment and each alarm is a link to its moment, at the same speed. Links
 * consist of a query only, so that they are valid under any base path.
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
        {groupsOf(marks, x).map((group) => (
          <AlarmMark
            group={group}
            place={place(group.first.opened_at)}
            href={link(group.first.opened_at)}
            title={titleOf(group, timezone, now)}
          />
        ))}
        <TimelinePosition view={view} />
      </svg>
    </div>
  );
}

type AlarmMarkProps = { group: AlarmGroup; place: string; href: string; title: string };

/** The sign of the worst alarm of a group. It links to the moment when the first one opened. */
function AlarmMark({ group: { worst }, place, href, title }: AlarmMarkProps) {
  return (
    <a href={href} aria-label={title} data-severity={worst.severity}>
      <title>{title}</title>
      <svg x={place} y="0" width={MARK_PX} height={MARK_PX} overflow="visible">
        <rect class="reach" x={-MARK_PX / 2} width={MARK_PX} height={MARK_PX} />
        <svg x={-SIGN_PX / 2} y="6" width={SIGN_PX} height={SIGN_PX}>
          <ToneIcon tone={worst.severity} />
        </svg>
      </svg>
    </a>
  );
}

/** The position of the moment. It moves while the replay plays; the timeline itself stays. */
export function TimelinePosition({ view }: { view: HistoryView }) {
  const { from, to } = windowOf(view);
  return (
    <svg id="replay-position" x={`${fixed((100 * (view.at - from)) / (to - from))}%`} overflow="visible">
      <path class="position" d="M0 0v200M-7 0h14l-7 9z" />
    </svg>
  );
}

type AlarmGroup = { first: Alarm; worst: Alarm; alarms: Alarm[] };

/** Groups of alarms that are close together, each with its first and its worst alarm. */
function groupsOf(marks: readonly Alarm[], x: (at: number) => number): AlarmGroup[] {
  const groups: AlarmGroup[] = [];
  for (const alarm of marks.toSorted((a, b) => a.opened_at - b.opened_at)) {
    const group = groups.at(-1);
    if (!group || x(alarm.opened_at) - x(group.first.opened_at) >= GROUP_WIDTH) {
      groups.push({ first: alarm, worst: alarm, alarms: [alarm] });
      continue;
    }
    group.alarms.push(alarm);
    if (SEVERITIES.indexOf(alarm.severity) > SEVERITIES.indexOf(group.worst.severity)) group.worst = alarm;
  }
  return groups;
}

function titleOf({ alarms, first }: AlarmGroup, timezone: string, now: number): string {
  const nameOf = ({ machine_name, machine_id, alert_type }: Alarm) =>
    machine_name ?? machine_id ?? (alert_type === undefined ? text.unknown : typeText(alert_type));
  const at = plantMinute(first.opened_at, timezone, now);
  if (alarms.length === 1)
    return text.list([
      ...[at, nameOf(first), text.severity[first.severity]],
      ...(first.state === "finding" ? [text.state.finding] : []),
      alarmText(first, timezone),
    ]);
  const names = [...new Set(alarms.map(nameOf))].slice(0, NAMED_MACHINES);
  return text.list([at, words.alarms(alarms.length), ...names]);
}

const fixed = (value: number) => String(Math.round(value * 100) / 100);
