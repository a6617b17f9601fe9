import { stringify } from "csv-stringify/sync";
import { textStream } from "../../text_stream";
import type { Store } from "../../../store/store";
import type { Alarm } from "../../../domain/alarm/alarm";
import { plantDateTime } from "../../../domain/plant_time";
import { anomalyJson } from "../../api/json/anomaly_json";
import { yieldToLoop } from "../../../async/yield";
import type { AlarmConditions } from "../../../store/alarms/alarm_store";

const PAGE_ALARMS = 500;

/** Columns named as in the API (GET /api/v1/anomaly/search), in the order in which people read. */
const COLUMNS = [
  "detected_at",
  "machine_name",
  "severity",
  "state",
  "metric_name",
  "metric_value",
  "unit",
  "expected_value",
  "deviation_percent",
  "anomaly_score",
  "peak_score",
  "reason",
  "cleared_at",
  "acknowledged_at",
  "acknowledged_by",
  "resolved_at",
  "resolved_by",
  "false_alarm",
  "resolution_notes",
  "anomaly_type",
  "detection_method",
  "machine_id",
  "machine_type",
  "id",
] as const;

/**
 * Every alarm of a query as CSV (RFC 4180, UTF-8 with the byte order mark that spreadsheets need), newest
 * first, a page of the database at a time, as fast as it is read. Cells that a spreadsheet would run as a
 * formula get an apostrophe.
 */
export function csvOf(alarms: Pick<Store["alarms"], "list">, query: AlarmConditions) {
  return textStream(pagesOf(alarms, query));
}

async function* pagesOf({ list }: Pick<Store["alarms"], "list">, query: AlarmConditions) {
  let page = await list({ ...query, limit: PAGE_ALARMS });
  yield written(page, true);
  while (page.length === PAGE_ALARMS) {
    await yieldToLoop();
    page = await list({ ...query, after: page.at(-1)?.id, limit: PAGE_ALARMS });
    yield written(page, false);
  }
}

function written(alarms: Alarm[], isFirst: boolean): string {
  return stringify(
    alarms.map((alarm) => ({ ...anomalyJson(alarm), unit: alarm.unit })),
    {
      columns: [...COLUMNS],
      header: isFirst,
      bom: isFirst,
      record_delimiter: "windows",
      // Quote: a bare line feed would break the row, and some spreadsheets split cells at semicolons.
      quoted_match: /[\r\n;]/,
      escape_formulas: true,
      cast: { boolean: (value) => (value ? "yes" : "no") },
    },
  );
}

/** The file's name: the plant and the period, in letters that every system accepts. */
export function csvName(plant: string, timezone: string, { from, to }: AlarmConditions, now: number): string {
  const stamp = (at: number) =>
    plantDateTime(at, timezone).toString({ smallestUnit: "minute" }).replace(":", "");
  const name = plant
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const period = [...(from === undefined ? [] : [stamp(from)]), "to", stamp(to ?? now)];
  return `${["alarms", ...(name ? [name] : []), ...period].join("_")}.csv`;
}
