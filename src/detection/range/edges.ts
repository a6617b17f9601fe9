/**
 * Values so near to the record, as a share of the range, are at its edge; so far from it they have left it.
 */
const NEAR_SHARE = 0.05;
const AWAY_SHARE = 0.2;
/** A machine that came back to the same edge so often does not go beyond it. */
const FIRM_VISITS = 7;
/** So many visits to both edges, more with many metrics, and it goes to and fro between them. */
const RETURNED_VISITS = 3;

/**
 * The record that a metric came back to, how often, whether it is there now (1) or not (0), and how often it
 * came back while nothing was learned.
 */
export type Edge = [record: number, visits: number, isThere: number, unlearned?: number];

/** By metric in their order. */
export type Edges = { low: Edge[]; high: Edge[] };

export function newEdges(size: number): Edges {
  const edges = () => Array.from({ length: size }, (): Edge => [0, 0, 0]);
  return { low: edges(), high: edges() };
}

/**
 * Notes the block that has just ended at an edge. Upward: for the lower edge all values are given negative.
 * @param span the width of the range
 */
export function noteEdge(edge: Edge, record: number, low: number, high: number, span: number) {
  if (record - edge[0] > NEAR_SHARE * span) {
    edge[0] = record;
    edge[1] = 0;
    edge[2] = 0;
    edge.length = 3;
  }
  if (high >= edge[0] - NEAR_SHARE * span) {
    if (edge[2] === 0) edge[1]++;
    edge[2] = 1;
  }
  if (low < edge[0] - AWAY_SHARE * span) edge[2] = 0;
}

/** Notes a value that is not learned, since it may not be normal: no edge is firm by it. As `noteEdge`. */
export function noteReturn(edge: Edge, value: number, span: number) {
  if (value >= edge[0] - NEAR_SHARE * span) {
    if (edge[2] === 0) edge[3] = (edge[3] ?? 0) + 1;
    edge[2] = 1;
  }
  if (value < edge[0] - AWAY_SHARE * span) edge[2] = 0;
}

/** Whether the values have come back to an edge, learned or not, often enough to be no chance. */
export function isReturned(edge: Edge | undefined, metrics: number): boolean {
  return edge !== undefined && edge[1] + (edge[3] ?? 0) >= RETURNED_VISITS * (1 + Math.log10(metrics));
}

/** Whether the values have come back to an edge often enough to know that they end there. */
export function isFirm(edge: Edge | undefined): boolean {
  return edge !== undefined && edge[1] >= FIRM_VISITS;
}
