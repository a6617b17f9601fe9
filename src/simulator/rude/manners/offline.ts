import type { Reading } from "../../../domain/machine/reading";
import { type Manner, type Message, saidAtOnce, sentAs } from "../manner";

const ROWS = 300;
const BETWEEN_MS = 100;

/** Offline for twenty minutes; then its backlog, oldest first, in portions, before the live readings. */
export const offline: Manner = ({ isAway }) => {
  let waiting: Reading[] = [];
  return (measured) => {
    if (isAway(measured.at)) {
      waiting.push(measured);
      return { messages: [], good: [] };
    }
    if (waiting.length === 0) return saidAtOnce(sentAs(measured), [measured]);
    const backlog = [...waiting, measured];
    waiting = [];
    const portions = Array.from({ length: Math.ceil(backlog.length / ROWS) }, (_, i) =>
      backlog.slice(i * ROWS, (i + 1) * ROWS),
    );
    const messages = portions.map((rows, i): Message => ({
      afterMs: i * BETWEEN_MS,
      contentType: "application/x-ndjson",
      body: rows.map((row) => JSON.stringify(sentAs(row))).join("\n"),
    }));
    return { messages, good: backlog };
  };
};
