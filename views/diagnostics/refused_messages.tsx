import type { StageDiagnostics } from "../../src/live/state/diagnostics";
import { text } from "../../src/words/text";
import { TableHead } from "../shared/table_head";
import { plantTime } from "../shared/time";

const words = text.diagnostics.refusedMessages;

type RefusedMessagesProps = { timezone: string; now: number } & Pick<StageDiagnostics, "refusedMessages">;

/** The newest messages of other programs that could not be read, replaced by the id `refused-messages`. */
export function RefusedMessages({ refusedMessages, timezone, now }: RefusedMessagesProps) {
  return (
    <div id="refused-messages">
      {refusedMessages.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <table class="machines refusals" aria-labelledby="refused-messages-title">
          <TableHead columns={words.columns} />
          <tbody>
            {refusedMessages.map(({ at, channel, reason, example }) => (
              <tr>
                <th scope="row">{plantTime(at, timezone, now)}</th>
                <td data-label={words.columns[1]}>{channel}</td>
                <td data-label={words.columns[2]}>
                  <bdi>{reason}</bdi>
                </td>
                <td class="path" data-label={words.columns[3]}>
                  <bdi>{example}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
