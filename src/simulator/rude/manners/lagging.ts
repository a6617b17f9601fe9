import { type Manner, type Message, sentAs } from "../manner";

const VIBRATION = "vibration_mm_s";
/** The mode comes with this metric only. */
const WITH_MODE = "power_kw";

/** One metric a message, each with a delay of its own, and vibration two to three seconds behind the rest. */
export const lagging: Manner =
  ({ random }) =>
  (measured) => {
    const messages = Object.entries(measured.metrics).map(([metric, value]): Message => {
      const afterMs = metric === VIBRATION ? random.uniform(2_000, 3_000) : random.uniform(0, 200);
      const mode = metric === WITH_MODE ? measured.mode : undefined;
      return { afterMs, body: JSON.stringify(sentAs(measured, { metrics: { [metric]: value }, mode })) };
    });
    return { messages, good: [measured] };
  };
