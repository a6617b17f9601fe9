import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "./andon";

/** The clock of a server, which a test moves on: hours need not be waited for. */
export type TestClock = Disposable & {
  /** What a server needs to go by it. */
  settings: Settings;
  now(): number;
  wait(seconds: number): void;
};

/** @param offsetSeconds how far ahead it is at first; behind when negative */
export function testClock(offsetSeconds = 0): TestClock {
  const dir = mkdtempSync(join(tmpdir(), "andon-clock-"));
  const file = join(dir, "offset");
  let offsetMs = offsetSeconds * 1000;
  const write = () => writeFileSync(file, new Float64Array([offsetMs]));
  write();
  return {
    settings: {
      BUN_OPTIONS: `--preload=${join(import.meta.dir, "moved_clock.ts")}`,
      ANDON_TEST_CLOCK: file,
    },
    now: () => Date.now() + offsetMs,
    wait(seconds) {
      offsetMs += seconds * 1000;
      write();
    },
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}
