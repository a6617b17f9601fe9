import type { Finding } from "../../domain/alarm/alarm";
import { explain, newAlarm } from "../explain";
import type { Abnormality } from "./abnormality";
import { type Episode, openEpisode } from "./episode";
import type { Settings } from "./settings";
import { partsOf } from "./source";

/** All that a finding of a machine needs besides the abnormality. */
export type Announced = Pick<Settings, "machine" | "newId"> & { machineId: string };

/** A contributor with a smaller share of the score is no reason to wait for its good value. */
const CONTRIBUTES = 0.1;

/**
 * The alarm that an abnormality opens, and its episode.
 * @param endedAt when the one before it ended, or null
 */
export function openingOf(
  abnormality: Abnormality,
  at: number,
  endedAt: number | null,
  { machine, machineId, newId }: Announced,
): { finding: Finding; episode: Episode } {
  const { since, sources } = abnormality;
  const alarm = newAlarm(abnormality, { machine_id: machineId, at }, machine(machineId), newId());
  const contributors = neededOf(abnormality, alarm.contributors ?? []);
  const episode = openEpisode(alarm, { since, endedAt, involved: [...sources], contributors });
  return { finding: { kind: "opened", alarm }, episode };
}

/** An alarm that is reported again. @param joined whether something else has become abnormal */
export function worsenedBy(
  abnormality: Abnormality,
  anomaly_id: string,
  at: number,
  joined: boolean,
): Extract<Finding, { kind: "worsened" }> {
  const { contributors, ...explained } = explain(abnormality);
  return {
    kind: "worsened",
    anomaly_id,
    at,
    ...explained,
    ...(contributors.length > 0 ? { contributors } : {}),
    ...(joined ? { joined } : {}),
  };
}

/**
 * The metrics of a series of several that an alarm is about: those with a real share, and always the first.
 */
export function neededOf(
  { sources }: Pick<Abnormality, "sources">,
  contributors: readonly { metric: string; share: number }[],
): string[] | undefined {
  if (!sources.some((source) => partsOf(source).kind === "series")) return undefined;
  return contributors
    .filter(({ share }, place) => place === 0 || share >= CONTRIBUTES)
    .map(({ metric }) => metric);
}
