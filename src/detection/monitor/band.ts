import { own } from "../../domain/own_property";
import { BAND_SD } from "../range/ranges";
import { detectorOf } from "../select_detector";
import { isUnjudged, SEVERAL } from "./evidence";
import { contained, type Settings } from "./settings";
import type { Row } from "../detector";
import type { MachineState, SeriesState } from "./state/machine_state";

/**
 * The span in which a metric is normal now, and since when it has been outside of it for ten minutes. Until
 * its range is known, nothing tells what is outside all that was learned.
 */
export type Band = { low: number; high: number; outsideSince?: number; isRangeUnknown?: true };

/**
 * The band of a metric, as the series tells it that it is judged in; undefined until its normal is learned.
 */
export function bandOf(
  state: Pick<MachineState, "newest" | "series" | "mode"> | undefined,
  { machineId, metric }: { machineId: string; metric: string },
  settings: Settings,
): Band | undefined {
  const { newest, series, mode } = state ?? {};
  if (!newest || !series) return undefined;
  const isJudged = !isUnjudged(mode?.mode ?? null);
  return contained(settings, machineId, () => {
    for (const subject of [SEVERAL, metric]) {
      const each = own(series, subject);
      if (!each) continue;
      const { detector: selected } = each;
      const detector = detectorOf(selected, settings.detectors);
      const usual = detector.expected(selected.state, nowOf(each, subject, newest), metric);
      if (!usual) continue;
      const outsideSince = isJudged ? detector.outsideSince?.(selected.state, metric) : undefined;
      const { mean, sd } = usual;
      const low = Math.max(mean - BAND_SD * sd, usual.low ?? -Infinity);
      const high = Math.min(mean + BAND_SD * sd, usual.high ?? Infinity);
      const isRangeUnknown = usual.low === -Infinity || usual.high === Infinity;
      return {
        ...{ low, high },
        ...(outsideSince === undefined ? {} : { outsideSince }),
        ...(isRangeUnknown ? { isRangeUnknown } : {}),
      };
    }
    return undefined;
  });
}

/**
 * The reading that says what is normal now. The mode may come with one metric only, so each series has its
 * own.
 */
function nowOf({ at, mode }: SeriesState, subject: string, newest: Row): Row {
  if (subject === SEVERAL || mode === undefined || at === undefined) return newest;
  return { ...newest, at, mode };
}
