import { reasonOf } from "../../domain/reason";

/**
 * Answers that trying again does not change: no sign-in, no rights, no trust. A Redis that is loading, busy
 * or full says something else.
 */
const REFUSALS =
  /\b(NOAUTH|WRONGPASS|NOPERM|ACL failure|DENIED|can't run this command|can't access at least one of the keys|ERR (AUTH|invalid password|Client sent AUTH|(invalid )?DB index))\b|certificate/i;

/** Whether Redis, or the check of its certificate, does not let this server do what it asks for. */
export const isRefusal = (error: unknown) => REFUSALS.test(reasonOf(error));
