import { existsSync } from "node:fs";
import { whyNot } from "./needs";

/** Where Debian's package faketime puts its library, on machines of two kinds. */
const LIBRARY = ["x86_64", "aarch64"]
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));

/** Why tests with a wrong clock cannot run here; undefined when they can. */
export function whyNoFaketime(): string | undefined {
  return whyNot(LIBRARY !== undefined, "faketime is not installed (Debian's package faketime)");
}

/**
 * The environment of a process whose wall clock is this much behind; what it measures durations by runs on.
 */
export function clockBehind(by: string): Record<string, string> {
  return { LD_PRELOAD: LIBRARY ?? "", FAKETIME: `-${by}`, FAKETIME_DONT_FAKE_MONOTONIC: "1" };
}
