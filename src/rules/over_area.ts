/** What `any`, `all` and `count` say of the machines of an area, each true, false or no data. */
export function asked(name: string, truths: readonly (boolean | undefined)[]): boolean | number | undefined {
  if (name === "any" && truths.includes(true)) return true;
  if (name === "all" && truths.includes(false)) return false;
  if (truths.length === 0 || truths.includes(undefined)) return undefined;
  return name === "count" ? truths.filter(Boolean).length : name === "all";
}

/** The sum, mean, least or greatest of the machines of an area; one that is missing makes it unknown. */
export function taken(name: string, values: readonly (number | undefined)[]): number | undefined {
  let [sum, low, high] = [0, Infinity, -Infinity];
  for (const value of values) {
    if (value === undefined) return undefined;
    sum += value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (values.length === 0) return undefined;
  if (name === "min") return low;
  if (name === "max") return high;
  const found = name === "avg" ? sum / values.length : sum;
  return Number.isFinite(found) ? found : undefined;
}
