import type { Guidance, GuidanceScope } from "../../domain/alarm/guidance";
import type { Limits } from "../../domain/alarm/machine_limits";

/** Guidance of a scope as it was and as it is to be; null is none. */
export type GuidanceChange = { scope: GuidanceScope; before: Guidance | null; after: Guidance | null };

/** All limits of a machine as they were and as they are to be. */
export type LimitsChange = { machine_id: string; before: Limits; after: Limits };

/** A change of the catalogue, which is made as a whole or not at all. */
export type CatalogueChange = {
  guidance: readonly GuidanceChange[];
  limits: readonly LimitsChange[];
};
