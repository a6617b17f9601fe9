import { own } from "../../domain/own_property";
import type { Row } from "../detector";
import { POINT_READINGS, type Point, pointName, spanOf } from "./operating_point";
import type { Mewma } from "./state";

/**
 * Gives a new operating point the normal that the two next to it lead to, where the weather sets the point:
 * colder than ever is no other way to run, and 30 readings of a fault must not become the normal of it. How
 * much they differ is how far that may be wrong.
 */
export function extrapolate(mewma: Mewma, point: Point, { mode, metrics }: Row) {
  const { driver, driver_scale, points } = mewma;
  const span = spanOf(driver, metrics, driver_scale);
  if (point.count > 0 || span === undefined || !driver?.startsWith("outdoor_")) return;
  const known = (at: number) => {
    const found = own(points, pointName(mode, at));
    return found && found.count >= POINT_READINGS ? found : undefined;
  };
  for (const step of [1, -1]) {
    const [near, far] = [known(span + step), known(span + 2 * step)];
    if (!near || !far) continue;
    point.count = POINT_READINGS;
    for (let i = 0; i < point.mean.length; i++) {
      const trend = near.mean[i]! - far.mean[i]!;
      point.mean[i] = near.mean[i]! + trend;
      point.variance[i] = near.variance[i]! + trend * trend;
    }
    return;
  }
}
