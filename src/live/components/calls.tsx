import { Calls } from "../../../views/calls/calls";
import { isCallEvent } from "../../domain/call/call_event";
import type { RecordedEvent } from "../../domain/event";
import type { Page, PageAudience } from "../audiences";
import { type Fragment, replaceById } from "../fragment";
import { callsFor } from "../state/calls_for";
import type { Component } from "./component";
import type { PlantView } from "./components";

/** The pages that show calls. */
const WITH_CALLS: readonly Page[] = ["board", "kiosk"];

/** The calls for help that somebody waits for: drawn whole when one changes, once for all pages that show the same ones. */
export function createCalls({ plantState, timezone, now }: PlantView) {
  let hasChanged = false;

  function drawing(): (audience: PageAudience) => Fragment[] {
    const drawn = new Map<string, string>();
    return ({ machineIds }) => {
      const calls = callsFor(plantState, machineIds);
      const key = calls.map(({ call }) => call.id).join();
      const html = drawn.get(key) ?? String(<Calls calls={calls} timezone={timezone} now={now()} />);
      drawn.set(key, html);
      return [{ ...replaceById("calls", html, null), urgency: 2 }];
    };
  }

  return {
    pages: WITH_CALLS,
    onEvent(event: RecordedEvent) {
      if (isCallEvent(event)) hasChanged = true;
    },
    isDue: () => hasChanged,
    due() {
      if (!hasChanged) return [];
      hasChanged = false;
      return drawing();
    },
    snapshot: (audience) => drawing()(audience),
  } satisfies Component;
}
