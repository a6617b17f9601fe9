import { figure, type Table } from "../table";

/** Measured costs, in microseconds of processor. */
export type Figures = {
  /** Of a server for each event, however many its screens: recording, announcing, receiving, drawing. */
  fixedUs: number;
  /** Of a server for each frame and screen. */
  screenFrameUs: number;
  framesASecond: number;
  /** Of Redis for each event. */
  redisUs: number;
  readings: { sqliteUs: number; postgresUs: number | undefined };
};

/** A core that is busier than this makes people wait. */
const BUSY = 0.7;
const SECOND_US = 1e6;
const SERVERS = 4;

/** The processors that larger plants would need, calculated from the costs measured here. */
export function onPaper({ fixedUs, screenFrameUs, framesASecond, redisUs, readings }: Figures): Table {
  const core = BUSY * SECOND_US;
  const screens = core / (screenFrameUs * framesASecond);
  const events = core / fixedUs;
  const redis = core / redisUs;
  const { sqliteUs, postgresUs } = readings;
  const whole = (value: number) =>
    Number.isFinite(value) && value > 0 ? Number(value.toPrecision(2)).toLocaleString("en") : "–";
  const rows = [
    [
      "screens on one server, events coming without pause",
      whole(screens),
      `${figure(screenFrameUs)} µs a frame and screen, ${figure(framesASecond)} frames/s at most however many events`,
    ],
    [
      "events/s one server records, announces and draws",
      whole(events),
      `${figure(fixedUs)} µs an event at 50/s, one core; in a burst events share commits and frames, and cost less`,
    ],
    [
      "events/s one Redis announces",
      whole(redis),
      `${figure(redisUs)} µs an event here; each further server adds a message of a few µs`,
    ],
    [
      "readings/s one server with SQLite takes",
      whole(core / sqliteUs),
      `${figure(sqliteUs)} µs a reading of one metric, in hundreds`,
    ],
    [
      "readings/s one PostgreSQL takes, for each core of its own",
      postgresUs ? whole(core / postgresUs) : "–",
      postgresUs
        ? `${figure(postgresUs)} µs of PostgreSQL a reading of one metric, in hundreds`
        : "PostgreSQL is absent",
    ],
  ];
  return {
    title: `On paper, past this machine (a core is full at ${100 * BUSY} %)`,
    head: ["", "at most", "because"],
    rows,
    notes: [
      `Screens grow with servers: ${SERVERS} of them carry ${SERVERS} times the screens, since each draws an event once and sends it only to its own. What does not grow is what happens once: judging (the holder of the lease, one core), Redis's one thread, and the database's writer. Readings are far more than events on any floor that works, so the database gives out first, then the judge; Redis last, for an event is announced once, whatever its screens. Values to screens are conflated before they reach Redis, at most two a second for each metric.`,
    ],
  };
}
