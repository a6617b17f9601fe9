import { expect, test } from "bun:test";
import { Glob } from "bun";
import type { Cause } from "../../src/domain/alarm/cause";
import { kinds, readings, start } from "./monitor/readings";

/** What makes words of figures. */
const WORDING = /machine\/labels"|\b(formatValue|formatLive|formatFixed|labelOf|plantClock)\b/;

test("no file that finds words what it finds", async () => {
  const root = `${import.meta.dir}/../../src`;
  const wording: string[] = [];
  let files = 0;
  for (const deciders of ["detection/**/*.ts", "judging/**/*.ts", "energy/{alerts,conditions,watch}.ts"])
    for await (const file of new Glob(deciders).scan(root)) {
      files++;
      if (WORDING.test(await Bun.file(`${root}/${file}`).text())) wording.push(file);
    }
  expect(files).toBeGreaterThan(60); // the guard
  expect(wording).toEqual([]);
});

test("what a monitor finds has its cause in plain values, and no sentence", () => {
  const metrics = [{ metric: "pressure_bar", severity: "critical", high: 8, rate_per_minute: 600 }] as const;
  const monitor = start({ limits: () => ({ metrics: [...metrics], silent_minutes: 5 }) });
  const odd = (i: number) => ({
    ...(i === 350 ? { mode: "fault" } : {}),
    metrics: { power_kw: 65, pressure_bar: i > 330 && i < 340 ? 9 : 7 },
  });
  const findings = monitor.observe([...readings(0, 300), ...readings(300, 360, odd)]);
  findings.push(...monitor.silences(60 * 60_000));
  expect(new Set(kinds(findings))).toEqual(new Set(["opened", "worsened"]));
  const causes = findings.flatMap((finding): (Cause | null | undefined)[] =>
    finding.kind === "cleared" ? [] : [finding.kind === "opened" ? finding.alarm.cause : finding.cause],
  );
  expect(new Set(causes.map((cause) => cause?.kind))).toEqual(
    new Set(["deviation", "limit", "fault", "silence"]),
  );
  for (const value of causes.flatMap((cause) => Object.values(cause ?? {})))
    expect(typeof value === "number" || value === null || /^[a-z_]+$/.test(String(value))).toBe(true);
  for (const finding of findings) if (finding.kind === "opened") expect(finding.alarm.reason).toBeNull();
});
