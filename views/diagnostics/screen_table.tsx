import { formatValue } from "../../src/domain/machine/metric";
import type { ScreenLine, ScreenList } from "../../src/live/state/screens";
import { text } from "../../src/words/text";
import { elementId } from "../shared/element_id";
import { screenLabel } from "./screen_label";
import { plantTime } from "../shared/time";
import { TableHead } from "../shared/table_head";

const words = text.screens;

/** The form of the page that the buttons of all lines belong to. */
export const FIND_FORM = "find";

type Drawing = { timezone: string; now: number };

/** All screens that have reported, the worst first, replaced by the id `screens`. */
export function ScreenTable({ list: { lines, more }, ...drawing }: { list: ScreenList } & Drawing) {
  return (
    <div id="screens">
      {lines.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <table class="machines screens" aria-labelledby="screens-title">
          <TableHead columns={words.columns} />
          <tbody>
            {lines.map((line) => (
              <Line line={line} {...drawing} />
            ))}
          </tbody>
        </table>
      )}
      {more > 0 && <p class="more">{words.more(more)}</p>}
    </div>
  );
}

function Line({ line, timezone, now }: { line: ScreenLine } & Drawing) {
  const { id, state, lagMs, frameAt, losses, build, path } = line;
  const label = screenLabel(line);
  const find = line.isFlashing ? words.flashing : words.find;
  const cells = [
    lagMs === null ? text.unknown : words.lag(formatValue(lagMs)),
    words.ago(text.duration(now - frameAt)),
    String(losses),
  ];
  return (
    <tr id={elementId("screen", id)} data-screen={id} data-state={state}>
      <th scope="row">
        {label} <small>{text.list([pairingOf(line), line.browser, line.address].filter(Boolean))}</small>
      </th>
      <td class="link" data-label={words.columns[1]}>
        <b>{words.state[state]}</b>{" "}
        <small>
          {state === "silent" ? words.silentSince(plantTime(line.heardAt, timezone, now)) : problemsOf(line)}
        </small>
      </td>
      {cells.map((cell, index) => (
        <td class="brief" data-label={words.columns[index + 2]} data-lag={index === 0 ? "" : undefined}>
          {cell}
        </td>
      ))}
      <td data-label={words.columns[5]}>
        <code>{build}</code> {line.isOtherBuild && <small>{words.otherBuild}</small>}
      </td>
      <td class="path" data-label={words.columns[6]}>
        {path}
      </td>
      <td class="find">
        <button
          id={elementId("find", id)}
          type="submit"
          form={FIND_FORM}
          name="screen"
          value={id}
          aria-label={words.findThis(find, label)}
          disabled={state === "silent"}
        >
          {find}
        </button>
      </td>
    </tr>
  );
}

const pairingOf = ({ paired }: ScreenLine) => (paired === null ? words.unpaired : words.paired);

/** The problems of a screen that is connected. */
function problemsOf({ hidden, wake, sound }: ScreenLine): string {
  const parts = [
    hidden && words.hidden,
    wake && wake !== "held" && words.wake[wake],
    sound && sound !== "on" && words.sound[sound],
  ];
  return text.list(parts.filter((part) => typeof part === "string"));
}
