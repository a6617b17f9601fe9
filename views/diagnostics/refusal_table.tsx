import type { StageDiagnostics } from "../../src/live/state/diagnostics";
import { text } from "../../src/words/text";
import { plantTime } from "../shared/time";
import { TableHead } from "../shared/table_head";

const words = text.diagnostics.refusals;
const ROWS_AT_MOST = 50;

type RefusalProps = { refusals: StageDiagnostics["refusals"]; timezone: string; now: number };

/**
 * Readings that were refused and values that were dropped, by machine, metric and reason, the newest first;
 * replaced by the id `refusals`.
 */
export function RefusalTable({ refusals: { list }, timezone, now }: RefusalProps) {
  const more = list.length - ROWS_AT_MOST;
  return (
    <div id="refusals">
      {list.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <table class="machines refusals" aria-labelledby="refusals-title">
          <TableHead columns={words.columns} />
          <tbody>
            {list.slice(0, ROWS_AT_MOST).map((refusal) => (
              <tr data-reason={refusal.reason}>
                <th scope="row">
                  <bdi>{refusal.machine ?? words.others}</bdi>
                </th>
                <td data-label={words.columns[1]}>
                  <bdi>{refusal.metric ?? text.unknown}</bdi>
                </td>
                <td data-label={words.columns[2]}>{words.reasons[refusal.reason]}</td>
                <td data-label={words.columns[3]}>{text.integer(refusal.count)}</td>
                <td data-label={words.columns[4]}>{plantTime(refusal.at, timezone, now)}</td>
                <td class="path" data-label={words.columns[5]}>
                  <bdi>{refusal.example}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more > 0 && <p class="more">{words.more(more)}</p>}
    </div>
  );
}
