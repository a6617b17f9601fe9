import { expect, test } from "bun:test";
import type { ModelSummary } from "../../../src/live/components/pages/training_jobs";
import { ModelRow } from "../../../views/training/model_row";
import { TrainingJobItem } from "../../../views/training/training_job";
import { job } from "../../support/training_sample";
import { NOW, parse, ZONE } from "../../support/views";

const row = (change: Partial<ModelSummary>) =>
  parse(
    <ModelRow
      timezone={ZONE}
      model={{
        machineId: "m1",
        machineName: "Pump-1",
        version: 1,
        heldOut: 0.998,
        training: 0.998,
        rmse: 0.1,
        rows: 2000,
        formula: "energy_kwh = 5 + 0.3 × avg_flow_rate_m3h",
        trainedAt: NOW,
        verdict: "good",
        kept: ["avg_flow_rate_m3h"],
        tried: ["avg_flow_rate_m3h", "hour_sin", "avg_inlet_temp_c"],
        ...change,
      }}
    />,
  ).querySelector(".formula")?.textContent;

test("a baseline says what was tried, what was kept, and what was of no help", () => {
  expect(row({})).toBe(
    "energy_kwh = 5 + 0.3 × avg_flow_rate_m3hTried 3 drivers, kept 1. Of no help: hour_sin, avg_inlet_temp_c",
  );
});

test("a baseline whose drivers were asked for has tried no others", () => {
  expect(row({ tried: null })).toBe("energy_kwh = 5 + 0.3 × avg_flow_rate_m3h");
});

test.each([
  ["fair", "Use with care: "],
  ["poor", "Not reliable, it explains too little: "],
] as const)("a %s baseline says so before its formula", (verdict, words) => {
  expect(row({ verdict, tried: null })).toStartWith(words);
});

test("a training whose model explains nothing gets no green tick", () => {
  const icon = (quality: string) =>
    parse(
      <TrainingJobItem job={job({ status: "completed", metrics: { quality } })} timezone={ZONE} />,
    ).querySelector("header svg")?.outerHTML;
  expect(icon("poor")).not.toBe(icon("good"));
  expect(icon("poor")).toBeString();
});
