import { expect, test } from "bun:test";
import { Kpis } from "../../../views/board/kpis";
import { figures, parse } from "../../support/views";

test("every figure has its own id, and an unknown one is –", () => {
  const kpis = parse(<Kpis figures={figures} />);
  const shown = (name: string) => kpis.querySelector(`#kpi-${name} dd`)?.textContent;
  expect(["power", "energy", "cost", "alarms", "seen", "answered"].map(shown)).toEqual([
    "203.9 kW",
    "1\u202f862 kWh",
    "– $",
    "2 limit 10",
    "0.08 s",
    "0:21 min",
  ]);
});

test("more alarms than one person can handle are marked", () => {
  const kpis = parse(<Kpis figures={{ ...figures, alarmsTenMinutes: 11 }} />);
  expect(kpis.querySelector("#kpi-alarms")?.hasAttribute("data-over")).toBe(true);
});

test("system alerts are said beside the alarms that the limit is for", () => {
  const kpis = parse(<Kpis figures={{ ...figures, systemTenMinutes: 3 }} />);
  expect(kpis.querySelector("#kpi-alarms dd")?.textContent).toBe("2 limit 10, + 3 system");
});
