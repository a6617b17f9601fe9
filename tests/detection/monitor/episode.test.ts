import { expect, test } from "bun:test";
import {
  addContributors,
  type Episode,
  hasWorsened,
  involve,
  isNewContributor,
  openEpisode,
  rearm,
  reportedLimits,
} from "../../../src/detection/monitor/episode";
import { MINUTE_MS, SECOND_MS } from "../../../src/domain/time_units";

const alarm = { id: "a1", opened_at: 60 * MINUTE_MS, severity: "warning", peak_score: 1.5 } as const;
const open = (more: Partial<Parameters<typeof openEpisode>[1]> = {}): Episode =>
  openEpisode(alarm, { since: 0, endedAt: null, involved: ["series:power_kw"], ...more });

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

test("a source is a new contributor once", () => {
  const episode = open();
  const breach = { severity: "critical", score: 1, sources: ["limit:oil_bar"] } as const;
  expect(isNewContributor(episode, { ...breach, sources: [] }, 0)).toBe(false);
  expect(isNewContributor(episode, breach, 5)).toBe(true);
  expect(isNewContributor(episode, breach, 6)).toBe(false);
  expect(episode).toMatchObject({ severity: "critical", reported_at: 5, off_delay_ms: 10 * SECOND_MS });
  expect(isNewContributor(episode, { ...breach, sources: ["limit:oil_bar", "limit:power_kw"] }, 7)).toBe(
    true,
  );
  expect(episode.involved).toEqual(["series:power_kw", "limit:oil_bar", "limit:power_kw"]);
  expect(reportedLimits(episode)).toEqual(["oil_bar", "power_kw"]);
});

test("a source that has recovered is news when it breaks again, and then the alarm clears later", () => {
  const breach = { severity: "warning", score: 1, sources: ["limit:oil_bar"] } as const;
  const episode = open({ involved: ["limit:oil_bar"] });
  rearm(episode, () => false);
  expect(reportedLimits(episode)).toEqual(["oil_bar"]);
  rearm(episode, () => true);
  expect(reportedLimits(episode)).toEqual([]);
  expect(isNewContributor(episode, breach, 20 * SECOND_MS)).toBe(true);
  expect(episode.off_delay_ms).toBe(10 * MINUTE_MS);
});

test("each source is involved once, and each metric is needed once", () => {
  const episode = open();
  involve(episode, ["series:power_kw", "limit:oil_bar"]);
  expect(episode.involved).toEqual(["series:power_kw", "limit:oil_bar"]);
  addContributors(episode, []);
  expect(episode.contributors).toBeUndefined();
  addContributors(episode, ["power_kw"]);
  addContributors(episode, ["power_kw", "oil_bar"]);
  expect(episode.contributors).toEqual(["power_kw", "oil_bar"]);
});
