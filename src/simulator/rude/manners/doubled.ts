import { type Manner, sentAs } from "../manner";

const DELIVERIES_AT_MOST = 6;
const OVERTAKEN_CHANCE = 0.1;

/** Each message two to six times with the same stamp; one in ten is overtaken by its successor. */
export const doubled: Manner =
  ({ random, intervalMs }) =>
  (measured) => {
    const deliveries = Math.floor(random.uniform(2, DELIVERIES_AT_MOST + 1));
    const first = random.chance(OVERTAKEN_CHANCE) ? 1.2 * intervalMs : 0;
    const body = JSON.stringify(sentAs(measured));
    const messages = Array.from({ length: deliveries }, (_, i) => ({
      afterMs: i === 0 ? first : first + random.uniform(0, 2.5 * intervalMs),
      body,
    }));
    return { messages, good: [measured] };
  };
