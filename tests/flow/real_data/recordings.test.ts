import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../support/andon";
import { iso, usePlant } from "./plant";

const plant = usePlant({ PLANT_TIMEZONE: "Europe/Berlin" });
const folder = mkdtempSync(join(tmpdir(), "andon-recording-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Plays a file into the server as a person does. @returns all that was said */
async function replay(name: string, lines: readonly string[], ...more: string[]) {
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, `${lines.join("\n")}\n`);
  const command = [
    process.execPath,
    "run",
    "--silent",
    "replay",
    file,
    "--machine",
    name,
    "--speed",
    "100000",
    ...more,
  ];
  const { stdout, stderr, exited } = Bun.spawn(command, {
    cwd: process.env.ANDON_ROOT,
    env: { PATH: process.env.PATH, ANDON_URL: plant.andon.url },
    stdout: "pipe",
    stderr: "pipe",
  });
  const said = (await Promise.all([stdout, stderr].map((pipe) => new Response(pipe).text()))).join("\n");
  expect([await exited, said]).toEqual([0, said]);
  return said;
}

/** What the chart of a day says of a metric. */
async function day(machine: string, until: string, highest: string, metric = "temp_c") {
  const { id } = (await (await plant.andon.send("GET", `/api/v1/machines/${machine}`)).json()) as {
    id: string;
  };
  const path = `/machines/${id}?metric=${metric}&span=24h&until=${encodeURIComponent(until)}`;
  return eventually(async () => {
    const chart = await plant.read(path);
    return new RegExp(`Highest ${highest}(\\.0*)? °C`).test(chart) && chart;
  }, `the chart of that day, up to ${highest} °C`);
}

test("both hours of the night on which clocks go back are kept", async () => {
  const times = ["02:00", "02:20", "02:40", "02:00", "02:20", "02:40", "03:00"];
  const rows = times.map((time, index) => `2026-10-25 ${time}:00,${10 + index}`);
  await replay(
    "Berlin",
    ["time,temp_c", "2026-10-25 01:40:00,9", ...rows, "2026-10-25 03:10:00,12.5"],
    "--keep-times",
  );
  const chart = await day("Berlin", "2026-10-25T12:00:00Z", "16");
  expect(chart).toMatch(/Lowest 9(\.0*)? °C/);
  // Nine to sixteen, none overwritten.
  expect(chart).toMatch(/(Average|Mean) 12\.5/);
});

test("what a file holds and is not taken is named by line and column, and nothing is taken for what it is not", async () => {
  const minute = (index: number) => iso(Date.parse("2026-09-01T08:00:00Z") + index * 60_000);
  const cells = ["20", `"1,5"`, "0x10", "21", "n/a", "22"];
  const rows = cells.map((cell, index) => `${minute(index)},${cell},7,8`);
  const said = await replay("Cells", ["time,temp_c,flow,flow", ...rows], "--keep-times");
  for (const word of ["1,5", "0x10", "n/a"]) expect(said).toContain(word);
  expect(said).toMatch(/line 3.*temp_c|temp_c.*line 3/i);
  expect(said).toMatch(/flow/);
  expect(said).toMatch(/column 4|twice/i);
  const chart = await day("Cells", "2026-09-01T12:00:00Z", "22");
  expect(chart).toMatch(/Lowest 20(\.0*)? °C/);
});

test("a file of which half says its zone, and one of epoch times, are the same instants", async () => {
  for (const [name, times] of [
    ["Zones", ["2026-09-01T10:00:00+02:00", "2026-09-01 08:10:00Z", "2026-09-01 10:20:00"]],
    ["Epochs", [1, 2, 3].map((index) => `${Date.parse("2026-09-01T07:50:00Z") / 1000 + index * 600}`)],
  ] as const) {
    await replay(
      name,
      ["timestamp,temp_c", ...times.map((time, index) => `${time},${index + 1}`)],
      "--keep-times",
    );
    const chart = await day(name, "2026-09-01T12:00:00Z", "3");
    expect(chart).toMatch(/Lowest 1(\.0*)? °C 1 Sept? 10:00.*Highest 3(\.0*)? °C 1 Sept? 10:20/);
  }
});

test("a column twice in what is sent is said, and the first one counts", async () => {
  await plant.machine("Twice");
  const csv = `machine_id,timestamp,temp_c,temp_c\nTwice,${iso(Date.now())},20,99`;
  const { text } = await plant.post(csv, "text/csv");
  expect(text).toContain("twice");
});
