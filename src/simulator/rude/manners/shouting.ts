import { type Manner, saidAtOnce, sentAs } from "../manner";

/** Modes in capitals, and the machine by its name, in which a no-break space has got. */
export const shouting: Manner =
  ({ name }) =>
  (measured) => {
    const machine_id = `\u00a0${name}\u00a0`;
    const mode = measured.mode?.toUpperCase() ?? null;
    return saidAtOnce(sentAs(measured, { machine_id, mode }), [{ ...measured, mode }]);
  };
