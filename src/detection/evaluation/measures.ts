/** Counts of flagged and not flagged rows, by their labels. */
export type Confusion = { tp: number; fp: number; fn: number; tn: number };

/** Nothing compared yet. */
export function noConfusion(): Confusion {
  return { tp: 0, fp: 0, fn: 0, tn: 0 };
}

/** Counts flagged rows against labels, into `into`. */
export function confuse(
  flagged: readonly boolean[],
  labels: readonly boolean[],
  into = noConfusion(),
): Confusion {
  flagged.forEach((flag, row) => {
    if (flag) into[labels[row] ? "tp" : "fp"]++;
    else into[labels[row] ? "fn" : "tn"]++;
  });
  return into;
}

/**
 * F1, false alarm rate and missed alarm rate, each 0 to 1 as SKAB defines them; null where the labels do not
 * allow it.
 */
export function rates({ tp, fp, fn, tn }: Confusion) {
  return {
    f1: tp + fn > 0 ? tp / (tp + (fp + fn) / 2) : null,
    far: fp + tn > 0 ? fp / (fp + tn) : null,
    mar: tp + fn > 0 ? fn / (tp + fn) : null,
  };
}

/**
 * Area under the ROC curve by ranks (Mann and Whitney 1947), ties counting half; null unless both labels
 * occur.
 */
export function rocAuc(scores: readonly number[], labels: readonly boolean[]): number | null {
  const order = scores.map((_, row) => row).sort((a, b) => scores[a]! - scores[b]!);
  let [positives, ranks] = [0, 0];
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    for (const row of order.slice(from, to)) {
      if (!labels[row]) continue;
      positives++;
      ranks += (from + to + 1) / 2;
    }
    from = to;
  }
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean of the known values; null when there is none. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : null;
}
