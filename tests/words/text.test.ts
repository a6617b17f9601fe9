import { expect, test } from "bun:test";
import { text } from "../../src/words/text";

const ARABIC = "مضخة";

test("a metric goes by its label, else by the name that was sent, else –", () => {
  const names = ["power_kw", "spindle_torque", "toString", null, undefined].map((name) => text.metric(name));
  expect(names).toEqual(["Power", "spindle_torque", "toString", "–", "–"]);
});

test("a right-to-left name is isolated, so that it does not reorder the words beside it", () => {
  expect(text.metric(ARABIC)).toBe(`\u2068${ARABIC}\u2069`);
  expect(text.limits.of(ARABIC)).toBe(`Limits of \u2068${ARABIC}\u2069`);
  expect(text.limits.of("Press-1")).toBe("Limits of Press-1");
});

test("one of a thing is singular, none and many are plural", () => {
  const { export: exported, onlyMachines } = text.alarms;
  expect([0, 1, 2].map(exported)).toEqual([
    "Export CSV (0 alarms)",
    "Export CSV (1 alarm)",
    "Export CSV (2 alarms)",
  ]);
  expect([1, 2].map(onlyMachines)).toEqual(["Only 1 machine", "Only 2 machines"]);
  expect([1, 2].map(text.alarms.acknowledgeMany)).toEqual(["Acknowledge 1 alarm", "Acknowledge 2 alarms"]);
  expect(text.screens.pace(1, 1)).toBe("1 event in 1 minute of the last hour");
  expect(text.screens.pace(4, 2)).toBe("4 events in 2 minutes of the last hour");
  expect(text.link.polling(1)).toEndWith("every 1 second)");
});

test("no two columns of a table and no two fields of a form share a name", () => {
  const { machines, screens, training, diagnostics, limits } = text;
  const lists = [
    machines.columns,
    screens.columns,
    training.columns,
    Object.values({ ...machines.field, ...machines.fact }),
    Object.values(diagnostics.stages),
    Object.values(diagnostics.pageFacts),
    Object.values(limits.bound).map((name) => name("bar")),
    Object.values(text.event),
  ];
  for (const names of lists) expect(names).toEqual([...new Set(names)]);
});

test("texts that scripts complete contain the placeholder that those look for", () => {
  expect([text.layout.offline, text.kiosk.muted].every((it) => it.includes("{time}"))).toBe(true);
  expect(text.toast.moreTemplate).toContain("{n}");
  expect(text.toast.notSent).toContain("{reason}");
});

/** Every text of the catalogue; functions are called with numbers, which suit names as well. */
function everyText(words: unknown): string[] {
  if (typeof words === "string") return [words];
  if (typeof words === "function") return [String(words(7, 7, 7, 7, 7))];
  return words && typeof words === "object" ? Object.values(words).flatMap(everyText) : [];
}

test("no text uses a word of our code that operators do not know", () => {
  const { list: _list, quantity: _quantity, metric: _metric, ...catalogue } = text;
  const { only, ...history } = catalogue.history;
  const { sentBy, ...metricSettings } = catalogue.metricSettings;
  // "Not judged yet" is said as the contract says it.
  const { unjudged: _unjudged, ...summary } = catalogue.board.summary;
  const board = { ...catalogue.board, summary };
  const { unjudged: _notJudged, ...machines } = catalogue.machines;
  const words = [only(["Press-1"]), sentBy(["Press-1"], 7)];
  // The header links some of the same pages.
  const { linked: _linked, ...pages } = catalogue;
  const texts = everyText({ ...pages, history, board, machines, metricSettings, words });
  expect(texts.length).toBeGreaterThan(300);
  const ours =
    /\b(judg\w*|heard|told|tells|unanswered|narrowed|anomal\w*|anew|floor|drawn|frames?|whatever)\b/i;
  expect(texts.filter((it) => ours.test(it))).toEqual([]);
});
