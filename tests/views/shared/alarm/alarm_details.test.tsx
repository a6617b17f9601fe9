import { expect, test } from "bun:test";
import type { Alarm, Contributor } from "../../../../src/domain/alarm/alarm";
import { AlarmDetails } from "../../../../views/shared/alarm/alarm_details";
import { alarm, HOSTILE, NOW, parse, ZONE } from "../../../support/views";

const contributor = (change: Partial<Contributor> = {}): Contributor => ({
  metric: "power_kw",
  value: 71.4,
  expected_value: 49.6,
  deviation_percent: 44,
  deviation_sd: 9.04,
  share: 0.62,
  ...change,
});

const why = (change: Partial<Alarm> = {}) =>
  parse(
    <AlarmDetails alarm={alarm(change)} timezone={ZONE}>
      Power is high
    </AlarmDetails>,
  );
const lines = (of: Contributor[]) =>
  [...why({ contributors: of }).querySelectorAll("li")].map(({ textContent }) => textContent?.trim());
const buttons = (change: Partial<Alarm>) =>
  [...why(change).querySelectorAll(".verdicts:not([role=group]) button:not([form=play])")].map((button) => [
    button.getAttribute("name"),
    button.getAttribute("value"),
    button.getAttribute("form"),
  ]);

test("says what was mended in the message of another program, when it is resolved too", () => {
  const mended = ['severity: "dreadful", read as warning'];
  for (const state of ["new", "resolved"] as const) {
    const details = parse(
      <AlarmDetails alarm={alarm({ state, mended, origin: "foreign" })} timezone={ZONE} />,
    );
    expect(details.querySelector(".mended")?.textContent).toBe(mended[0]);
  }
});

test("opens to each metric: value, expected value, deviation, share of the score", () => {
  expect(
    lines([contributor(), contributor({ value: 30, deviation_percent: -40, deviation_sd: -2 })]),
  ).toEqual([
    "Power 71.4 kW, expected 49.6 kW · +44 % · +9.04 σ",
    "Power 30 kW, expected 49.6 kW · −40 % · −2 σ",
  ]);
  const meter = why({ contributors: [contributor()] }).querySelector("meter");
  expect(meter?.getAttribute("value")).toBe("0.62");
  expect(meter?.getAttribute("aria-label")).toBe("62 % of the score");
});

test("leaves out unknown deviations, and all but the three largest contributors", () => {
  const limit = contributor({ deviation_percent: null, deviation_sd: null });
  expect(lines([limit])).toEqual(["Power 71.4 kW, expected 49.6 kW"]);
  expect(lines(Array(5).fill(limit))).toHaveLength(3);
});

test("an active alarm can be resolved, our own also called false or accepted; a cleared one only called false", () => {
  const resolve = ["resolve", "a1", "answer"];
  const none = ["false_alarm", "a1", "answer"];
  // To all that can be done with it there is always a way.
  const more = ["alarm", "a1", "manage"];
  expect(buttons({ state: "new" })).toEqual([resolve, none, ["accept_as_normal", "c1", "answer"], more]);
  expect(buttons({ state: "acknowledged" })).toHaveLength(4);
  expect(buttons({ state: "cleared" })).toEqual([none, more]);
  expect(buttons({ state: "resolved" })).toEqual([]);
  expect(buttons({ origin: "foreign" })).toEqual([resolve, more]);
  expect(buttons({ origin: "foreign", state: "cleared" })).toEqual([more]);
  expect(buttons({ origin: "detect", state: "finding" })).toEqual([resolve, ["raise", "a1", "answer"], more]);
});

test("says who is to see to it", () => {
  expect(why({ assigned_to: "Cy" }).textContent).toContain("Assigned to Cy");
  expect(why({}).textContent).not.toContain("Assigned");
});

test("offers a replay as long as it has details", () => {
  const play = (change: Partial<Alarm>) =>
    why(change).querySelector("button[form=play]")?.getAttribute("value");
  expect(play({ state: "new" })).toBe("a1");
  expect(play({ state: "resolved", contributors: [contributor()] })).toBe("a1");
});

test("lists its history in order, with names and plant times", () => {
  const steps = {
    state: "resolved",
    cleared_at: NOW,
    acknowledged_at: NOW - 1000,
    acknowledged_by: "Ada",
    resolved_at: NOW + 1000,
    resolved_by: "Bob",
  } as const;
  const said = (change: Partial<Alarm>) =>
    [...why(change).querySelectorAll(".answers li")].map(({ textContent }) => textContent);
  expect(said(steps)).toEqual([
    "Acknowledged by Ada · 10:00:03",
    "Back to normal · 10:00:04",
    "Resolved by Bob · 10:00:05",
  ]);
  expect(said({ ...steps, called_false: true }).at(-1)).toBe("False alarm by Bob · 10:00:05");
  expect(said({ state: "new" })).toEqual([]);
  const falsely = { ...steps, called_false: true, acknowledged_at: NOW + 1000, cleared_at: null } as const;
  // One act of one person; another's acknowledgement stays.
  expect(said({ ...falsely, acknowledged_by: "Bob" })).toEqual(["False alarm by Bob · 10:00:05"]);
  expect(said(falsely)).toHaveLength(2);
});

test("a machine is retired by somebody, also where no name was given", () => {
  const retired = { state: "resolved", resolved_at: NOW, note: "Fan broken · machine retired" } as const;
  const said = (change: Partial<Alarm>) =>
    [...why(change).querySelectorAll(".answers li")].map(({ textContent }) => textContent);
  expect(said(retired)).toEqual(["Resolved by somebody who gave no name · 10:00:04"]);
  expect(said({ ...retired, resolved_by: "Ada" })).toEqual(["Resolved by Ada · 10:00:04"]);
  expect(said({ ...retired, note: "Back" })).toEqual(["Resolved · 10:00:04"]);
});

test("compares with a limit, and shows an unchanged sensor by its value alone", () => {
  const limits = (of: Contributor) =>
    why({ contributors: [of], detection_method: "limit" }).querySelector("li span")?.textContent;
  expect(limits(contributor({ value: 6, expected_value: 5, deviation_sd: null }))).toBe("6 kW, limit 5 kW");
  expect(limits(contributor({ value: 6, expected_value: 6, deviation_sd: null }))).toBe("6 kW");
  // What a detector has learned is no limit, though the alarm was opened by one.
  expect(limits(contributor({ value: 6, expected_value: 5 }))).toStartWith("6 kW, expected 5 kW");
});

test("is its text alone when it has no details", () => {
  const document = why({ state: "resolved" });
  expect(document.querySelector("details")).toBeNull();
  expect(document.textContent).toBe("Power is high");
});

test("keeps hostile names as text, without inline styles", () => {
  const hostile = contributor({ metric: HOSTILE });
  const document = why({ contributors: [hostile], machine_name: HOSTILE, machine_id: HOSTILE, id: HOSTILE });
  expect(document.querySelector("img, [style]")).toBeNull();
  expect(document.querySelector("li b")?.textContent).toBe(HOSTILE);
  expect(document.querySelector("button")?.getAttribute("value")).toBe(HOSTILE);
});
