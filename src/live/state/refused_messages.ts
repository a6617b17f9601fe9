import { cut } from "../../domain/text";

const KEPT = 20;
const EXAMPLE_CHARACTERS = 300;

/** A message that could not be read: when, from which channel or stream, why, and how it begins. */
export type RefusedMessage = { at: number; channel: string; reason: string; example: string };

/** The newest messages that could not be read. */
export type RefusedMessages = { add(message: RefusedMessage): void; list(): readonly RefusedMessage[] };

export function createRefusedMessages(): RefusedMessages {
  let newest: RefusedMessage[] = [];
  return {
    add: ({ example, ...message }) =>
      void (newest = [{ ...message, example: cut(example, EXAMPLE_CHARACTERS) }, ...newest].slice(0, KEPT)),
    list: () => newest,
  };
}
