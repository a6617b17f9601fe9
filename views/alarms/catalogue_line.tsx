import { RULE_OF_KIND } from "../../src/domain/alarm/alarm_kind";
import { formatValue, unitOf } from "../../src/domain/machine/metric";
import type { ShownEntry } from "../../src/http/catalogue";
import type { Site } from "../../src/http/page_context";
import { lineOf } from "../../src/words/guidance_text";
import { text } from "../../src/words/text";
import { machineUrl } from "../machines/machines";
import { Instant } from "../shared/time";

const words = text.alarmCatalogue;

type LineProps = { entry: ShownEntry; site: Site; mayEdit: boolean };

/** An alarm that can occur, as a row. */
export function CatalogueLine({ entry, site, mayEdit }: LineProps) {
  const [machine, alarm, limit, delay, deadBand, priority, whatToDo, changed] = words.columns;
  return (
    <tr>
      <th scope="row" data-label={machine}>
        <MachineName entry={entry} site={site} />
      </th>
      <td data-label={alarm}>{alarmName(entry)}</td>
      <td data-label={limit}>
        {limitText(entry)} {entry.modes && <small>{words.onlyIn(entry.modes.join(", "))}</small>}
      </td>
      <td class="short" data-label={delay}>
        {delayText(entry)}
      </td>
      <td data-label={deadBand}>{deadBandText(entry)}</td>
      <td class="short" data-label={priority}>
        {entry.severity ? text.severity[entry.severity] : words.byDistance}
      </td>
      <td data-label={whatToDo}>
        <WhatToDo entry={entry} site={site} mayEdit={mayEdit} />
      </td>
      <td data-label={changed}>
        <Changed entry={entry} timezone={site.timezone} />
      </td>
    </tr>
  );
}

function MachineName({ entry: { machine }, site }: Omit<LineProps, "mayEdit">) {
  if (!machine) return <>{words.plant}</>;
  return (
    <a href={machineUrl(site, machine.id)}>
      <bdi>{machine.name}</bdi>
    </a>
  );
}

function alarmName({ kind, machine, metric }: ShownEntry): string {
  const sentence = words.kind[kind];
  return metric === null || !machine ? sentence : text.list([text.metric(metric, machine.id), sentence]);
}

function quantity({ kind, metric, machine }: ShownEntry, value: number): string {
  const unit = metric === null ? "" : unitOf(metric, machine?.id);
  return text.quantity(value, kind === "peak_power" ? "kW" : unit);
}

function limitText(entry: ShownEntry): string {
  const { kind, limit, range } = entry;
  if (kind === "learned") return words.learnedLimit;
  if (kind === "implausible") {
    if (!range) return words.asItComes;
    return words.range(
      formatValue(range.low),
      range.high === undefined ? text.unknown : quantity(entry, range.high),
    );
  }
  if (limit === undefined) return text.unknown;
  if (kind === "rate") return words.perMinute(quantity(entry, limit));
  if (kind === "flat" || kind === "silence" || kind === "series_silence") return words.minutes(limit);
  return quantity(entry, limit);
}

function delayText({ on_delay_seconds: seconds }: ShownEntry): string {
  return seconds ? text.duration(seconds * 1000) : words.atOnce;
}

function deadBandText(entry: ShownEntry): string {
  const { kind, clears_at, dead_band } = entry;
  if (kind !== "high" && kind !== "low") return text.unknown;
  if (clears_at !== undefined) return words.clearsAt(quantity(entry, clears_at));
  return dead_band === undefined ? words.usualDeadBand : quantity(entry, dead_band);
}

function WhatToDo({ entry, site, mayEdit }: LineProps) {
  const { guidance, machine, metric } = entry;
  const named: [string, string][] = [
    ...(machine ? [["machine", machine.id] as [string, string]] : []),
    ...(metric === null ? [] : [["metric", metric] as [string, string]]),
    ["rule", RULE_OF_KIND[entry.kind]],
    ...(site.theme ? [["theme", site.theme] as [string, string]] : []),
  ];
  const url = `${site.base}/alarms/catalogue/guidance?${new URLSearchParams(named)}`;
  const line = guidance && (lineOf(guidance.guidance) ?? guidance.guidance.cause ?? guidance.guidance.link);
  if (!guidance && !mayEdit) return <>{text.unknown}</>;
  const about = text.list([machine?.name ?? words.plant, alarmName(entry)]);
  return (
    <a href={url} aria-label={line === undefined ? words.writeFor(about) : undefined}>
      <bdi>{line ?? words.write}</bdi>
    </a>
  );
}

function Changed({ entry: { changed }, timezone }: { entry: ShownEntry; timezone: string }) {
  if (!changed) return <small>{words.never}</small>;
  return (
    <>
      <Instant at={changed.at} timezone={timezone} /> <small>{words.by(changed.by ?? words.somebody)}</small>
    </>
  );
}
