import type { FeatureRows } from "./feature_rows";
import { expectedValue, learnProfile, type SeasonalProfile } from "./seasonal_profile";

/** Explains the other features and is not judged itself: the weather is not the machine's doing. */
const WEATHER = "avg_outdoor_temp_c";

/** A feature and its normal. */
export type Profile = { name: string; profile: SeasonalProfile };

/** The features that are judged. */
export function judgedFeatures(names: readonly string[]): string[] {
  return names.filter((name) => name !== WEATHER);
}

/** The normal of each feature, learned from these rows. */
export function profilesOf(rows: FeatureRows, names: readonly string[]): Profile[] {
  const weather = columnOf(rows, WEATHER);
  return names.map((name) => ({
    name,
    profile: learnProfile({ at: rows.at, values: columnOf(rows, name)!, weather }),
  }));
}

/**
 * The distance of each value from the expected one, row-major in the order of the profiles; 0 for a missing
 * value.
 * @param learned whether the profiles were learned from these very rows
 */
export function residualsOf(rows: FeatureRows, profiles: readonly Profile[], learned = false): Float64Array {
  const weather = columnOf(rows, WEATHER);
  const residuals = new Float64Array(rows.at.length * profiles.length);
  profiles.forEach(({ name, profile }, column) => {
    columnOf(rows, name)!.forEach((value, row) => {
      if (!Number.isFinite(value)) return;
      const besides = learned ? value : undefined;
      const expected = expectedValue(profile, rows.at[row]!, weather?.[row] ?? NaN, besides);
      residuals[row * profiles.length + column] = value - expected;
    });
  });
  return residuals;
}

/** One feature of one row beside its normal; a missing value counts as the expected one. */
export function beside({ at, names, rows }: FeatureRows, row: number, { name, profile }: Profile) {
  const valueOf = (feature: string) => rows[row * names.length + names.indexOf(feature)] ?? NaN;
  const expected = expectedValue(profile, at[row]!, valueOf(WEATHER));
  const value = Number.isFinite(valueOf(name)) ? valueOf(name) : expected;
  const { sd, low, high } = profile.residual;
  return { value, expected, sd, isOutside: value - expected < low || value - expected > high };
}

function columnOf({ at, names, rows }: FeatureRows, name: string): Float64Array | null {
  const column = names.indexOf(name);
  return column < 0 ? null : at.map((_, row) => rows[row * names.length + column]!);
}
