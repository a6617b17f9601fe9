import type { ShownTest } from "../../src/http/pages/alarms/rule_test";
import { text } from "../../src/words/text";
import { Plot } from "../machines/parts/plot";
import { TableHead } from "../shared/table_head";
import { plantTime } from "../shared/time";

const words = text.rules.backTest;
const SHOWN_AT_MOST = 20;

type BackTestProps = { shown: ShownTest; timezone: string; now: number };

/** How often a rule would have alarmed: as a sentence, on the chart of a machine, and as a list. */
export function BackTestPart({ shown: { test, chart, machine }, timezone, now }: BackTestProps) {
  const { alarms, days, machines, left_out } = test;
  const would = words.would(alarms.length, days, machines.length);
  const nameOf = (id: string | null) =>
    machines.find(({ machine_id }) => machine_id === id)?.name ?? text.unknown;
  const timeOf = (at: number) => plantTime(at, timezone, now);
  return (
    <section aria-labelledby="test-title" id="back-test">
      <h3 id="test-title">{words.title}</h3>
      <p role="status" id="would">
        <strong>{would}</strong>
      </p>
      {machines.map(({ name, raw_from, values, no_data }) => (
        <p>
          <bdi>{name}</bdi>: {values === 0 ? words.nothing(name) : sourceText(raw_from, test.from, timeOf)}{" "}
          {no_data > 0 && words.noData(name, Math.round((100 * no_data) / values))}
        </p>
      ))}
      {left_out > 0 && <p>{words.leftOut(left_out)}</p>}
      {chart && chart.columns.length > 0 && (
        <figure class="chart">
          <figcaption>
            <bdi>{machine}</bdi>:{" "}
            {text.chart.title(text.metric(chart.metric, chart.machineId), text.chart.span[chart.span])}
          </figcaption>
          <Plot chart={chart} timezone={timezone} labelledBy="would" />
        </figure>
      )}
      {alarms.length > 0 && (
        <>
          {alarms.length > SHOWN_AT_MOST && <p>{words.only(SHOWN_AT_MOST, alarms.length)}</p>}
          <table class="accounts" aria-labelledby="test-title">
            <TableHead columns={words.columns} />
            <tbody>
              {alarms.slice(0, SHOWN_AT_MOST).map(({ machine_id, from, to }) => (
                <tr>
                  <td>
                    <bdi>{machine_id === null ? text.rules.field.area : nameOf(machine_id)}</bdi>
                  </td>
                  <td>{timeOf(from)}</td>
                  <td>{to === null ? words.goesOn : timeOf(to)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function sourceText(rawFrom: number | null, from: number, timeOf: (at: number) => string): string {
  if (rawFrom === null) return words.rolledOnly;
  return rawFrom - from < 60_000 ? words.rawOnly : words.raw(timeOf(rawFrom));
}
