/** Test files that run one group after the other; the files of a group run beside each other. */
export type Group = {
  name: string;
  files: string[];
  /** Files under way at the same time. */
  lanes: number;
};

/**
 * Their promises are measured by a clock, though they mostly wait: they run when the busy ones have ended,
 * two at a time. All of it is by path, so that a file that moves must move here too.
 */
const TIMED = [
  "tests/browser/connection/offline.test.ts",
  "tests/bus/redis/canary.test.ts",
  "tests/bus/redis/link_monitor.test.ts",
  "tests/cluster/leader.test.ts",
  "tests/faults/disk.test.ts",
  "tests/flow/cut_off_server.test.ts",
  "tests/flow/database_away.test.ts",
  "tests/flow/database_locked.test.ts",
  "tests/flow/failover.test.ts",
  "tests/flow/limits.test.ts",
  "tests/flow/nginx.test.ts",
  "tests/flow/nginx_without_headers.test.ts",
  "tests/flow/readiness.test.ts",
  "tests/flow/servers.test.ts",
  "tests/support/event_loop.test.ts",
];

/** Measured so finely, or so much at once, that each has the machine to itself. */
const ALONE = [
  "tests/browser/load/latency.test.ts",
  "tests/faults/cluster.test.ts",
  "tests/faults/crowd.test.ts",
  "tests/faults/floor.test.ts",
  "tests/ingest/loop.test.ts",
  "tests/ingest/parse/parse.test.ts",
  "tests/live/many_audiences.test.ts",
  "tests/training/job_queue.test.ts",
];

/**
 * Seconds of the slowest files on two cores, roughly: those start first, so that none is left over at the
 * end.
 */
const SLOW: Record<string, number> = {
  "tests/faults/load.test.ts": 30,
  "tests/browser/accessibility/axe.test.ts": 35,
  "tests/browser/pages/diagnostics.test.ts": 35,
  "tests/browser/pages/history.test.ts": 30,
  "tests/browser/pages/board.test.ts": 25,
  "tests/browser/load/endurance.test.ts": 25,
  "tests/browser/pages/kiosk.test.ts": 20,
  "tests/browser/connection/connection.test.ts": 20,
  "tests/browser/accessibility/keyboard.test.ts": 20,
  "tests/browser/accessibility/sight.test.ts": 18,
  "tests/browser/accessibility/screen_reader.test.ts": 15,
  "tests/browser/pages/tablet.test.ts": 13,
  "tests/browser/pages/alarms.test.ts": 13,
  "tests/flow/external_events.test.ts": 12,
  "tests/browser/pages/machines.test.ts": 10,
  "tests/browser/pages/training.test.ts": 10,
  "tests/flow/refused_at_start.test.ts": 22,
  "tests/flow/readiness.test.ts": 20,
  "tests/flow/nginx_without_headers.test.ts": 15,
  "tests/flow/training.test.ts": 7,
  "tests/faults/cluster.test.ts": 20,
  "tests/faults/floor.test.ts": 40,
  "tests/flow/database_away.test.ts": 20,
  "tests/flow/failover.test.ts": 18,
  "tests/flow/nginx.test.ts": 16,
};

/**
 * The groups of all test files. @throws when a path named here is no test file
 * @param paths every test file, relative to the root of the project
 */
export function groupsOf(paths: readonly string[], cores: number): Group[] {
  const named = [...TIMED, ...ALONE, ...Object.keys(SLOW)];
  const gone = named.find((path) => !paths.includes(path));
  if (gone) throw new Error(`${gone} is no test file any more: name it as it is now, or leave it out`);
  const apart = new Set([...TIMED, ...ALONE]);
  return [
    // A lane more than cores: tests wait now and then.
    { name: "beside each other", files: paths.filter((path) => !apart.has(path)), lanes: cores + 1 },
    { name: "measured by the clock", files: TIMED, lanes: 2 },
    { name: "alone", files: ALONE, lanes: 1 },
  ];
}

/** The expected time of each file, in the form of `bun test --timings`: milliseconds by path. */
export function timingsOf(files: readonly string[]): { version: 1; files: Record<string, number> } {
  const entries = files.map((path) => [path, 1000 * (SLOW[path] ?? 1)] as const);
  return { version: 1, files: Object.fromEntries(entries) };
}
