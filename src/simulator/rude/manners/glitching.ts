import { type Manner, saidAtOnce, sentAs, without } from "../manner";

/** A single value that cannot be true, such as 4294967.295, −32768 or 1e308, in place of the measured one. */
export const glitching: Manner =
  ({ glitchOf }) =>
  (measured) => {
    const glitch = glitchOf(measured);
    if (!glitch) return saidAtOnce(sentAs(measured), [measured]);
    const metrics = { ...measured.metrics, [glitch.metric]: glitch.value };
    return saidAtOnce(sentAs(measured, { metrics }), [without(measured, new Set([glitch.metric]))]);
  };
