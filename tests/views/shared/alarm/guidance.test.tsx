import { afterAll, beforeAll, expect, test } from "bun:test";
import { guidanceLookup } from "../../../../src/alarms/catalogue/lookup";
import { putGuidanceInForce } from "../../../../src/domain/alarm/guidance_in_force";
import { guidanceLine, guidanceScopeText, lineOf } from "../../../../src/words/guidance_text";
import { Tile } from "../../../../views/board/tile";
import { MachineStatus } from "../../../../views/machines/parts/machine_status";
import { AlarmRow } from "../../../../views/shared/alarm/alarm_row";
import { GuidanceText } from "../../../../views/shared/alarm/guidance";
import { alarm, HOSTILE, machine, NOW, parsePage, tile, ZONE } from "../../../support/views";

const guided = alarm({ machine_id: "p1", metric: "power_kw" });
const other = alarm({ machine_id: "p2", metric: "power_kw" });
const GUIDANCE = {
  action: "Check the belt",
  cause: HOSTILE,
  within_minutes: 15,
  link: "https://wiki/?a=1&b=<i>",
};
const LINE = "Do within 15 min: Check the belt";

beforeAll(() =>
  putGuidanceInForce(guidanceLookup([{ scope: { machine_id: "p1" }, guidance: GUIDANCE }], () => undefined)),
);
afterAll(() => putGuidanceInForce(() => undefined));

const drawn = (part: unknown) => parsePage(`<table>${String(part)}</table>`);
const ofMachine = (id: string, shown = guided) =>
  tile({ machine: machine({ id }), alarm: shown, at: NOW - 1000 });

test("the tile of a machine in alarm says in one line what to do, for its worst alarm only", () => {
  const line = (data: ReturnType<typeof tile>) =>
    parsePage(String(<Tile tile={data} timezone={ZONE} now={NOW} />)).querySelector(".do")?.textContent;
  expect(line(ofMachine("p1"))).toBe(LINE);
  expect(line(ofMachine("p2", other))).toBeUndefined();
  expect(line({ ...ofMachine("p1"), alarm: null })).toBeUndefined();
  // Its silence may be the alarm.
  expect(line({ ...ofMachine("p1"), at: NOW - 86_400_000 })).toBe(LINE);
});

test("so does the page of the machine", () => {
  const status = (data: ReturnType<typeof tile>) =>
    parsePage(String(<MachineStatus tile={data} timezone={ZONE} now={NOW} />)).querySelector(".do")
      ?.textContent;
  expect(status(ofMachine("p1"))).toBe(LINE);
  expect(status(ofMachine("p2", other))).toBeUndefined();
});

test("a row asks for it, and holds none of it", () => {
  const row = (shown: typeof guided) => drawn(<AlarmRow alarm={shown} timezone={ZONE} />);
  const button = row(guided).querySelector("[form=what-to-do]");
  expect(button?.getAttribute("value")).toBe(guided.id);
  expect(row(guided).body.textContent).not.toContain("Check the belt");
  expect(row(other).querySelector("[form=what-to-do]")).toBeNull();
});

test("all of it is text, and its link gives nothing away", () => {
  const html = drawn(`<tr><td>${String(<GuidanceText guidance={GUIDANCE} />)}</td></tr>`);
  expect(html.querySelector("img")).toBeNull();
  expect(html.body.textContent).toContain(HOSTILE);
  const link = html.querySelector("a");
  expect([link?.getAttribute("href"), link?.getAttribute("rel")]).toEqual([
    GUIDANCE.link,
    "noopener noreferrer",
  ]);
});

test("the line is one line, and cut where it is long; without an action there is none", () => {
  expect(lineOf({ action: "Stop\nThen look" })).toBe("Do: Stop…");
  expect(lineOf({ action: "x".repeat(300) })?.length).toBeLessThan(130);
  expect(lineOf({ cause: "Wear", within_minutes: 5 })).toBeUndefined();
  expect(guidanceLine(other)).toBeUndefined();
});

test("each scope is named", () => {
  const name = (id: string) => (id === "p1" ? "Pump-1" : undefined);
  expect(guidanceScopeText({ machine_id: "p1", metric: "power_kw" }, name)).toBe("Power of Pump-1");
  expect(guidanceScopeText({ machine_id: "p9" }, name)).toBe("every alarm of p9");
  expect(guidanceScopeText({ rule: "constructor" }, name)).toBe("the rule constructor");
  expect(guidanceScopeText({ rule: "silence" }, name)).toBe("every alarm of the kind: no value");
  expect(guidanceScopeText({ machine_type: "pump", metric: "power_kw" }, name)).toBe(
    "Power of every machine of type Pump",
  );
});
