import { isolateName } from "../../src/words/isolate_name";
import { text } from "../../src/words/text";
import { TableHead } from "../shared/table_head";
import { plantMinute } from "../shared/time";
import type { Listed } from "./suppressed";

const words = text.suppression;

type TableProps = {
  label: string;
  listed: readonly Listed[];
  isPlanned: boolean;
  action: string;
  /** What keeps the theme, at the end of an address. */
  theme: string;
  mayPlan: boolean;
  mayShelve: boolean;
  timezone: string;
  now: number;
};

/** What is suppressed, a line each: of what, until when, by whom and why, and how it is ended. */
export function SuppressionTable({ label, listed, isPlanned, ...props }: TableProps) {
  const { timezone, now } = props;
  return (
    <table class="machines" aria-label={label}>
      <TableHead columns={isPlanned ? words.plannedColumns : words.columns} />
      <tbody>
        {listed.map((each) => {
          const { id, kind, by, reason } = each.suppression;
          return (
            <tr data-suppression={id} data-kind={kind}>
              <th scope="row">
                <What {...each} />
              </th>
              <td>{words.kind[kind]}</td>
              <td>
                <When listed={each} {...{ isPlanned, timezone, now }} />
              </td>
              <td>{by === null ? text.unknown : <bdi>{by}</bdi>}</td>
              <td>{reason && <bdi>{reason}</bdi>}</td>
              {!isPlanned && <td>{each.alarms === 0 ? words.noAlarm : words.alarms(each.alarms)}</td>}
              <td class="action">
                <Ends listed={each} isPlanned={isPlanned} {...props} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function What(listed: Listed) {
  const { metric, machine_id } = listed.suppression;
  return (
    <>
      <bdi>{placeOf(listed)}</bdi>
      {metric !== null && <small> {text.metric(metric, machine_id)}</small>}
    </>
  );
}

function placeOf({ suppression, machine, area }: Listed): string {
  if (area !== undefined) return area ?? words.unknownArea;
  if (machine === undefined) return words.ofNoMachine;
  return machine ?? words.unknownMachine(suppression.machine_id ?? "");
}

type WhenProps = { listed: Listed; isPlanned: boolean; timezone: string; now: number };

function When({ listed: { span, suppression }, isPlanned, timezone, now }: WhenProps) {
  const { weekly } = suppression;
  const days = weekly?.days.map((day) => text.settings.weekday[day]).join(", ") ?? "";
  const minute = (at: number) => plantMinute(at, timezone, now);
  return (
    <>
      {span && (isPlanned ? words.span(minute(span.from), minute(span.to)) : minute(span.to))}
      {weekly && <small> {words.weekly(days, weekly.from, weekly.to)}</small>}
    </>
  );
}

type EndsProps = Omit<TableProps, "label" | "listed"> & { listed: Listed };

/** What has ended is gone from the list: a weekly one may end for this time, or for good. */
function Ends({ listed, isPlanned, action, theme, mayPlan, mayShelve }: EndsProps) {
  const { id, kind, weekly } = listed.suppression;
  if (!(kind === "shelved" ? mayShelve : mayPlan)) return null;
  const what = isolateName(placeOf(listed));
  const isWeekly = weekly !== null;
  const [label, named] = isPlanned || isWeekly ? [words.remove, words.removeOn] : [words.end, words.endOn];
  return (
    <form method="post" action={`${action}/${id}/${kind === "shelved" ? "unshelve" : "end"}${theme}`}>
      {isWeekly && !isPlanned && (
        <button name="this_time" value="1" aria-label={words.endThisTimeOn(what)}>
          {words.endThisTime}
        </button>
      )}
      <button aria-label={named(what)}>{label}</button>
    </form>
  );
}
