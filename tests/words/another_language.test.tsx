import { afterAll, beforeAll, expect, test } from "bun:test";
import { alarmOfEvent, detectedEvent } from "../../src/domain/alarm/alarm_event";
import type { Cause } from "../../src/domain/alarm/cause";
import { alarmText, shortAlarmText } from "../../src/words/alarm_text";
import { causeText } from "../../src/words/cause_text";
import { en } from "../../src/words/en/catalogue";
import { text } from "../../src/words/text";
import { AlarmRow } from "../../views/shared/alarm/alarm_row";
import { Toast } from "../../views/shared/alarm/toast";
import { Tile } from "../../views/board/tile";
import { alarm, NOW, parse, tile, ZONE } from "../support/views";

/*
 * Pages in a language that nobody speaks: each sentence of a cause is its own name and its figures. Nothing
 * that was stored in English may be seen in them.
 */

const spoken = { ...text.causes };
const STORED = "Stored sentence in English; since 09:00:00";
const since = NOW - 60_000;
const measured = { metric: "power_kw", value: 71.4, since };
const toll = { kwh: 3, cost: 0.3, currency: "€", minutes: null };

/** One of each kind: the compiler asks for a new one. */
const CAUSES: { [Kind in Cause["kind"]]: Extract<Cause, { kind: Kind }> } = {
  deviation: {
    ...{ kind: "deviation", ...measured },
    ...{ expected_value: 49.6, deviation_percent: 44, deviation_sd: 6 },
  },
  limit: { kind: "limit", ...measured, side: "above", limit: 50 },
  rate: { kind: "rate", ...measured, limit_per_minute: 5 },
  flat: { kind: "flat", ...measured, allowed_minutes: 5 },
  silence: { kind: "silence", metric: null, allowed_minutes: 5, since },
  fault: { kind: "fault", mode: "fault", since },
  implausible: { kind: "implausible", ...measured },
  rule: {
    ...{ kind: "rule", ...measured, rule_id: "r1", name: "Press", text: "Ada" },
    ...{ comparison: "above", limit: 50 },
  },
  baseline: { kind: "baseline", kwh: 14, expected_kwh: 31.5, cost: 1.4, currency: "€", since },
  peak_power: { kind: "peak_power", state: "opened", power_kw: 420, limit_kw: 300, most_by: null, toll },
  idle_power: { kind: "idle_power", state: "opened", machine: "Press", power_kw: 12, toll },
  energy_source: { kind: "energy_source", machine: "Press", metric: "energy_wh", source: "counter" },
  accepted_as_normal: { kind: "accepted_as_normal", by: "Ada", machine: "Press" },
};
const each = Object.values<Cause>(CAUSES);

beforeAll(() => {
  const words = Object.keys(spoken).map((word) => [
    word,
    (...given: unknown[]) => `<${word} ${given.join(" ")}>`,
  ]);
  Object.assign(text.causes, Object.fromEntries(words));
});
afterAll(() => void Object.assign(text.causes, spoken));

const sentence = (cause: Cause) => causeText(cause, { machineId: "m1" });

test.each(each)("$kind is worded from its values alone", (cause) => {
  const words = sentence(cause).replaceAll(/<\w+|>/g, "");
  expect(sentence(cause)).toStartWith("<");
  // Numbers, units, the metric and names.
  expect(words.replaceAll(/[\d.,]+|kWh?|%|€|Power|Press|Ada|fault|counter|energy_wh/g, "").trim()).toBe("");
});

test.each(each)(
  "the row, the tile and the toast of an alarm say $kind in the language of the page",
  (cause) => {
    const stored = alarm({ ...measured, origin: "live", detection_method: "limit", reason: STORED, cause });
    const seen = alarmOfEvent(detectedEvent(stored));
    expect(seen.cause!).toEqual(cause);
    const event = {
      ...detectedEvent(stored),
      event_id: "e1",
      id: "c-1",
      published_at: new Date(NOW).toISOString(),
    };
    const drawn = {
      row: String(<AlarmRow alarm={seen} timezone={ZONE} />),
      tile: String(<Tile tile={tile({ alarm: seen })} timezone={ZONE} now={NOW} />),
      toast: String(<Toast event={event} timezone={ZONE} />),
    };
    for (const html of Object.values(drawn)) {
      expect(parse(html).textContent).toContain(sentence(cause));
      expect(html).not.toContain("Stored sentence");
    }
    for (const words of [alarmText(seen, ZONE), shortAlarmText(seen, ZONE)])
      expect(words).not.toContain("English");
  },
);

test("the toast of a system alert is worded anew too; one of another program says what it was sent", () => {
  const alert = {
    event_type: "system_alert",
    alert_type: "idle_power",
    severity: "warning",
    message: STORED,
  } as const;
  const at = { event_id: "e2", id: "c-2", published_at: new Date(NOW).toISOString() };
  const draw = (more: object) =>
    parse(<Toast event={{ ...alert, ...at, ...more }} timezone={ZONE} />).textContent;
  expect(draw({ cause: CAUSES.idle_power })).toContain(sentence(CAUSES.idle_power));
  expect(draw({ cause: CAUSES.idle_power })).not.toContain("English");
  expect(draw({ cause: "sent by somebody" })).toContain(STORED);
});

test("every sentence of a language is a function of figures, so that this test sees each", () => {
  for (const say of Object.values(spoken)) expect(say).toBeFunction();
  expect(en.causes).toBe(text.causes);
});
