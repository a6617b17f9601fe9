import { BEGINS_ABOVE, ENDS_BELOW, FLOOD_SPAN_MS } from "../grouping/flood";
import type { Span } from "./period";

/**
 * The floods in a list of instants, oldest first: more than 10 within 10 min, from the first of them, until there are
 * fewer than 5. The same bounds as the banner of a flood has.
 * @param until one that still goes on ends here
 */
export function floodsIn(instants: readonly number[], until: number): Span[] {
  const floods: Span[] = [];
  let oldest = 0;
  let began: number | undefined;
  for (const [index, at] of instants.entries()) {
    if (began !== undefined) {
      const over = endAfter(instants, index - 1);
      if (over <= at) {
        floods.push({ from: began, to: over });
        began = undefined;
      }
    }
    while (instants[oldest]! <= at - FLOOD_SPAN_MS) oldest++;
    if (began === undefined && index - oldest + 1 > BEGINS_ABOVE)
      began = Math.max(instants[oldest]!, floods.at(-1)?.to ?? 0);
  }
  if (began !== undefined)
    floods.push({ from: began, to: Math.min(until, endAfter(instants, instants.length - 1)) });
  return floods;
}

/** When fewer than 5 are left in the span, if none comes after the one with this index. */
function endAfter(instants: readonly number[], index: number): number {
  return instants[index - ENDS_BELOW + 1]! + FLOOD_SPAN_MS;
}
