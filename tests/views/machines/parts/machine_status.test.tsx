import { expect, test } from "bun:test";
import type { TileData } from "../../../../src/live/state/machine_state";
import { Tile } from "../../../../views/board/tile";
import { MachineStatus } from "../../../../views/machines/parts/machine_status";
import { alarm, NOW, parse, tile, ZONE } from "../../../support/views";

const MINUTE_MS = 60_000;
const status = (change: Partial<TileData> = {}) =>
  parse(<MachineStatus tile={tile(change)} timezone={ZONE} now={NOW} />);
const said = (change?: Partial<TileData>) => status(change).querySelector("b")?.textContent;
const onTile = (change: Partial<TileData>) =>
  parse(<Tile tile={tile(change)} timezone={ZONE} now={NOW} />)
    .querySelector(".note")
    ?.textContent?.trim();

const outside = { metric: "power_kw", since: NOW - 16 * MINUTE_MS };
const stopping = { metric: "power_kw", since: NOW - 2 * MINUTE_MS, goneAt: NOW };

test("a machine is as expected only where nothing speaks against it", () => {
  expect(said()).toBe("As expected");
  expect(said({ hasBand: false })).toBe("Not judged yet");
  expect(said({ learned: 0.4, hasBand: false })).toContain("40");
  expect(said({ mode: "Maintenance" })).toBe("Only limits hold in mode Maintenance");
  expect(said({ outside: { ...outside, since: NOW - 9 * MINUTE_MS } })).toBe("As expected");
});

test("what is doubtful of its values is said on tile and page alike", () => {
  for (const [change, words] of [
    [{ outside }, "Power outside its normal range for 16 min"],
    [{ stopping }, "Power: no value for 2 min"],
  ] as const)
    expect([said(change), onTile(change)]).toEqual([words, words]);
});

test("an alarm that is not known says so on tile and page, as long as its machine sends", () => {
  const evidence = [{ at: NOW - 5 * MINUTE_MS, goneAfterMs: 4000 }];
  const change = { alarm: alarm(), evidence };
  expect(status(change).textContent).toContain("Not known since 09:55");
  expect(onTile(change)).toStartWith("Not known since 09:55 · Power 44 % above");
  expect(status({ ...change, evidence: [{ at: NOW, goneAfterMs: 4000 }] }).textContent).not.toContain(
    "Not known",
  );
  expect(status({ ...change, at: null }).textContent).not.toContain("Not known");
});
