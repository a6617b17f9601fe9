import { iso } from "../../../domain/iso";
import { goneAfter } from "../../../domain/machine/freshness";
import { labelOf } from "../../../domain/machine/labels";
import type { Machine } from "../../../domain/machine/machine";
import { qualityOf } from "../../../domain/machine/quality";
import type { Value } from "../../../live/state/value";

/** The newest value of a series as programs are sent it; `value` is null where the quality says why. */
export function valueJson(shown: Value, machine: Machine, now: number, simulated: boolean) {
  const { metric, value, unit, low, high, at, since, sent } = shown;
  const goneAfterMs = shown.goneAfterMs ?? goneAfter(machine.data_interval_seconds * 1000);
  return {
    ...{ metric, value, unit, low, high, sent },
    label: labelOf(metric, machine.id),
    quality: qualityOf(shown, goneAfterMs, now, simulated),
    timestamp: at === null ? null : iso(at),
    since: since === undefined ? undefined : iso(since),
  };
}
