import { expect, test } from "bun:test";
import { browserOf, parseClientReport, createReportLimit } from "../../../src/http/sockets/client_report";

const word = {
  ...{ id: "k3f9aa", name: "Hall 2", path: "/kiosk", build: "b1", echo: 1_000, frame: 0, losses: 2 },
  ...{ hidden: false, wake: "held", sound: "on" },
};
const read = (change: Record<string, unknown>) => parseClientReport(JSON.stringify({ ...word, ...change }));

test("a page's report is parsed, its name cut to what a line holds", () => {
  expect(read({})).toEqual(word as never);
  expect(read({ name: ` ${"x".repeat(500)}` })?.name).toBe("x".repeat(80));
});

test("anything that is no report is ignored", () => {
  const noise = [
    "",
    "ping",
    "{",
    "null",
    "[]",
    `{"id":"k3f9aa"}`,
    " ".repeat(3_000),
    undefined,
    new ArrayBuffer(8),
  ];
  expect(noise.map(parseClientReport)).toEqual(noise.map(() => undefined));
  for (const id of ["", "abc", "a b c d", '"><img>', "x".repeat(21), 7]) expect(read({ id })).toBeUndefined();
  for (const losses of [-1, 0.5, 1e12, "2"]) expect(read({ losses })).toBeUndefined();
});

test("a browser gets the name that people know, and nothing else of its header is used", () => {
  const chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
  const names = [
    chrome,
    `${chrome} Edg/140.0.0.0`,
    "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0",
    "Mozilla/5.0 (iPad; CPU OS 17_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "<script>",
    undefined,
  ].map(browserOf);
  expect(names).toEqual(["Chrome 140", "Edge 140", "Firefox 132", "Safari 17", undefined, undefined]);
});

test("twenty reports in ten seconds are allowed, for ever, and the next one is not", () => {
  let now = 0;
  const maySpeak = createReportLimit(() => now);
  for (let second = 0; second < 3_600; second++) {
    now += 1_000;
    expect(maySpeak()).toBe(true);
  }
  now += 20_000;
  const said = Array.from({ length: 21 }, maySpeak);
  expect(said.lastIndexOf(true)).toBe(19);
  expect(said[20]).toBe(false);
});
