import { MINUTE_MS, SECOND_MS } from "../../../domain/time_units";
import { type Manner, saidAtOnce, sentAs } from "../manner";

const JUMP_EVERY_MS = 10 * MINUTE_MS;
/** Seconds ahead. No two of them differ by whole half minutes, or one reading would hide another. */
const SKEWS = [0, 97, 290, 41, 185, 13] as const;

/** A clock that jumps every ten minutes, up to 290 s ahead, and stamps in seconds of the epoch. */
export const skewed: Manner = ({ random }) => {
  const offset = Math.floor(random.uniform(0, SKEWS.length));
  return (measured) => {
    const skew = SKEWS[(Math.floor(measured.at / JUMP_EVERY_MS) + offset) % SKEWS.length] ?? 0;
    const timestamp = Math.floor(measured.at / SECOND_MS) + skew;
    return saidAtOnce(sentAs(measured, { timestamp }), [{ ...measured, at: timestamp * SECOND_MS }]);
  };
};
