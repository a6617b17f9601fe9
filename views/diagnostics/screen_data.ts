import type { Screen } from "../../src/domain/screen";

/** What became of a screen: live, polling, its link lost a moment ago, or nothing heard of it for too long. */
export type ScreenState = "live" | "polling" | "lost" | "silent";

/** One line of the connected screens. `isFlashing`: somebody is looking for it now. */
export type ScreenLine = Screen & { state: ScreenState; isFlashing: boolean; isOtherBuild: boolean };

/** The worst first, as many as a page shows; `more` are not shown. */
export type ScreenList = { lines: ScreenLine[]; more: number };

/** What happened in the minute that begins at `at`: how many, and how long they took, in milliseconds. */
export type MinuteLatency = { at: number; count: number; p50: number; p99: number; max: number };

/** The last hour of this server: from recorded to drawn, and from the server to a screen and back. */
export type Latencies = { drawn: MinuteLatency[]; lag: MinuteLatency[] };
