import type { CallType } from "../../src/domain/call/call_type";
import { own } from "../../src/domain/own_property";
import { text } from "../../src/words/text";

/** The name of a type of call, as people read it. */
export const typeName = ({ id, name }: Pick<CallType, "id" | "name">): string =>
  name ?? own(text.calls.type, id) ?? id;

/** A cause as people read it; causes that people have set are their own words. */
export const causeName = (cause: string): string => own(text.calls.cause, cause) ?? cause;
