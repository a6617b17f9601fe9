import { expect, test } from "bun:test";
import {
  type Episode,
  hasWorsened,
  involve,
  isNewContributor,
  openEpisode,
  rearmLimits,
} from "../../../src/detection/monitor/episode";
import { newRun } from "../../../src/detection/monitor/run";
import { MINUTE_MS, SECOND_MS } from "../../../src/domain/time_units";

const alarm = { id: "a1", opened_at: 60 * MINUTE_MS, severity: "warning", peak_score: 1.5 } as const;
const open = (more: Partial<Parameters<typeof openEpisode>[1]> = {}): Episode =>
  openEpisode(alarm, { since: 0, endedAt: null, involved: ["power_kw"], ...more });

test("an alarm that returns within ten minutes waits as long before it clears", () => {
  expect(open().off_delay_ms).toBe(10 * SECOND_MS);
  expect(open({ endedAt: 51 * MINUTE_MS }).off_delay_ms).toBe(10 * MINUTE_MS);
  expect(open({ endedAt: 50 * MINUTE_MS }).off_delay_ms).toBe(10 * SECOND_MS);
});

test("an episode has worsened when its score is a fifth over the last report, after a minute", () => {
  const at = alarm.opened_at;
  expect(hasWorsened(open(), "warning", 1.9, at + MINUTE_MS - 1)).toBe(false);
  expect(hasWorsened(open(), "warning", 1.79, at + MINUTE_MS)).toBe(false);
  const episode = open();
  expect(hasWorsened(episode, "warning", 1.8, at + MINUTE_MS)).toBe(true);
  expect(episode).toMatchObject({ peak: 1.8, reported_at: at + MINUTE_MS, severity: "warning" });
});

test("an episode that turns critical has worsened at once, and never turns back", () => {
  const episode = open();
  expect(hasWorsened(episode, "critical", 1, alarm.opened_at + 1)).toBe(true);
  expect(episode).toMatchObject({ severity: "critical", peak: 1.5 });
  expect(hasWorsened(episode, "critical", 1, alarm.opened_at + 2)).toBe(false);
  expect(hasWorsened(episode, "warning", 9, alarm.opened_at + 2 * MINUTE_MS)).toBe(true);
  expect(episode.severity).toBe("critical");
});

test("a metric beyond its limit is a new contributor once", () => {
  const episode = open();
  const breach = { severity: "critical", score: 1, beyond: ["oil_bar"] } as const;
  expect(isNewContributor(episode, { ...breach, beyond: undefined }, 0)).toBe(false);
  expect(isNewContributor(episode, breach, 5)).toBe(true);
  expect(isNewContributor(episode, breach, 6)).toBe(false);
  expect(episode).toMatchObject({ beyond: ["oil_bar"], severity: "critical", reported_at: 5 });
  expect(isNewContributor(episode, { ...breach, beyond: ["oil_bar", "power_kw"] }, 7)).toBe(true);
  expect(episode.beyond).toEqual(["oil_bar", "power_kw"]);
});

test("limits that were kept for the off-delay are news when they break again", () => {
  const breach = { severity: "warning", score: 1, beyond: ["oil_bar"] } as const;
  const episode = open({ beyond: ["oil_bar"] });
  const quiet = { ...newRun(), above: 3, below_reset: 10, below_reset_since: 0 };
  rearmLimits(episode, quiet, 10 * SECOND_MS - 1);
  expect(episode.beyond).toEqual(["oil_bar"]);
  rearmLimits(episode, quiet, 10 * SECOND_MS);
  expect([episode.beyond, quiet.above]).toEqual([[], 0]);
  expect(isNewContributor(episode, breach, 20 * SECOND_MS)).toBe(true);
  expect(episode.off_delay_ms).toBe(10 * MINUTE_MS);
});

test("each source is involved once", () => {
  const episode = open();
  involve(episode, "power_kw");
  involve(episode, "operator limits");
  expect(episode.involved).toEqual(["power_kw", "operator limits"]);
});
