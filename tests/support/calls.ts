import type { Call } from "../../src/domain/call/call";
import { NOW } from "./views";

/** A call for material at machine "c1", half a minute old. */
export const openCall = (change: Partial<Call> = {}): Call =>
  ({
    ...{ id: "k1", type: "material", machine_id: "c1", area_id: null, state: "open" },
    ...{ opened: { at: NOW - 30_000, by: "Bob", by_id: null }, waiting_since: NOW - 30_000 },
    ...{ accepted: null, arrived: null, ended: null, cause: null, note: null, steps: 1 },
    updated_at: NOW - 30_000,
    ...change,
  }) as Call;
