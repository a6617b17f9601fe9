import { expect, test } from "bun:test";
import { createEventLog, originOf } from "../../../../src/live/components/pages/event_log";
import { createPlantState } from "../../../../src/live/state/plant_state";
import { detected, NOW } from "../../../support/views";

test("an event is a line with its time on the way; one that cannot be drawn is empty", () => {
  const troubles: string[] = [];
  const log = createEventLog({
    ...{ plantState: createPlantState(), timezone: "UTC", now: () => NOW + 40 },
    onUndrawable: ({ event_id }) => void troubles.push(event_id),
  });
  const [line] = log.draw(detected());
  expect(line).toMatchObject({ target: "log", id: "log e1", key: NOW });
  expect(line?.html).toContain("40 ms");
  const [broken] = log.draw(detected({ event_id: "e2", event_type: { toString: null } }));
  expect([broken?.html, troubles]).toEqual(["", ["e2"]]);
});

test("an event that names no origin is Andon's own", () => {
  expect([originOf(detected()), originOf(detected({ origin: "foreign" }))]).toEqual(["andon", "foreign"]);
});
