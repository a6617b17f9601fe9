import type { AlarmState, Severity } from "../src/model/alarm";
import type { EventType } from "../src/model/event";
import type { JobStatus, TrainingStep } from "../src/model/training";
import type { Machine } from "../src/model/machine";
import { formatValue } from "../src/model/metric";
import type { SpanName } from "./chart_data";
import type { ScreenState } from "./screen_data";

/** Every word that a page shows. Another language is another object of this type. */
export const text = {
  language: "en",
  unknown: "–",
  list: (parts: string[]) => parts.join(" · "),
  quantity: (value: number | null | undefined, unit: string | null | undefined) =>
    unit ? `${formatValue(value)} ${unit}` : formatValue(value),

  nav: {
    board: "Board",
    anomalies: "Alarms",
    machines: "Machines",
    training: "Training",
    diagnostics: "Diagnostics",
    label: "Pages",
  },
  skip: "Skip to content",
  simulatedPlant: "Simulated plant",
  footer: (version: string, build: string, timezone: string) =>
    `Andon ${version} · build ${build} · all times in plant time (${timezone})`,
  withoutScript: "Without script this page refreshes itself every 10 s",

  link: {
    connecting: "Connecting…",
    live: "Live",
    reconnecting: "Reconnecting…",
    polling: (pollSeconds: number) => `Reconnecting… (polled every ${pollSeconds} s)`,
    offline: "Offline",
    /** `{time}` is filled in by the page script. */
    busAway: "Live, event bus away since {time}",
  },

  /** `{time}` is filled in by the service worker. */
  offline: "OFFLINE · the server cannot be reached · this is how it was on {time} · comes back by itself",

  kpi: {
    label: "Plant figures",
    power: "Plant power",
    energy: "Energy today",
    cost: "Cost today",
    alarms: "Alarms in 10 min",
    alarmsOf: (limit: number) => `of ${limit}`,
    seen: "Seen after",
    answered: "Answered after",
  },

  tiles: "Machines",
  area: {
    /** Of machines in no area, where others are in one. */
    none: "Other machines",
    unanswered: (count: number, worst: string) =>
      `${worst} · ${count} new ${count === 1 ? "alarm" : "alarms"}`,
  },
  noMachines: "No machines yet. Register one, and its tile appears here.",
  simulated: "Simulated",
  noSuchMachine: (asked: string) => `There is no machine "${asked}": a board is narrowed by id or exact name`,
  noData: "no data",
  neverRead: "No reading yet",
  noReadingFor: (span: string) => `No reading for ${span}`,
  learning: (percent: number) => `learning ${percent} %`,
  trend: (label: string) => `${label}, last 15 minutes`,
  inBand: (value: string, low: string, high: string) => `${value}, normal ${low} to ${high}`,
  noBand: (value: string) => `${value}, normal not learned yet`,

  alarms: {
    title: "Alarms",
    icon: "Severity",
    since: "Since",
    machine: "Machine",
    what: "What",
    score: "Score",
    state: "State",
    action: "Answer",
    none: "No alarms. Everything is as expected.",
    /** Stands after a number. */
    more: "more",
    onlyMachines: (count: number) => (count === 1 ? "Only 1 machine" : `Only ${count} machines`),
    acknowledge: "Acknowledge",
    acknowledgeThis: (machine: string) => `Acknowledge the alarm on ${machine}`,
    falseAlarm: "False alarm",
    falseAlarmThis: (machine: string) => `The alarm on ${machine} was a false alarm`,
    falseAlarmNote: (by: string, note: string | undefined) =>
      `False alarm, says ${by}${note ? `: ${note}` : ""}`,
    accept: "This is normal now",
    acceptThis: (machine: string) => `What ${machine} does is normal now`,
    acceptedBy: (by: string, machine: string) => `${by}: what ${machine} has been doing is normal now`,
    why: {
      share: (percent: string) => `${percent} % of the score`,
      percent: (signed: string) => `${signed} %`,
      sigma: (signed: string) => `${signed} σ`,
    },
    answersAs: "Answer as",
    measured: (what: string, expected: string) => `${what}, expected ${expected}`,
    above: (label: string, percent: string, expected: string) =>
      `${label} ${percent} % above expected ${expected}`,
    below: (label: string, percent: string, expected: string) =>
      `${label} ${percent} % below expected ${expected}`,
    score_times: (score: string) => `${score}×`,
  },
  severity: { normal: "Notice", warning: "Warning", critical: "Critical" } satisfies Record<Severity, string>,
  state: {
    new: "New",
    acknowledged: "Acknowledged",
    cleared: "Cleared",
    resolved: "Resolved",
  } satisfies Record<AlarmState, string>,

  filter: {
    machine: "Machine",
    severity: "Severity",
    state: "State",
    all: "All",
    apply: "Show",
    reset: "Show all",
  },
  paging: {
    label: "Older and newer alarms",
    newer: "Newer",
    older: "Older:",
    range: (from: number, to: number, total: number) => `${from}–${to} of ${total}`,
  },

  toast: {
    label: "News",
    info: "News",
    done: "Done",
    more: (count: number) => `${count} more`,
    /** `{n}` is filled in by the page script. */
    /** `{reason}` is filled in by the page script. */
    notSent: "Not sent, please try again: {reason}",
    unreachable: "the server does not answer",
    moreTemplate: "{n} more",
    plant: "Plant",
    trainingStarted: "Training started",
    trainingProgress: (percent: number, message: string) =>
      message ? `${percent} % · ${message}` : `${percent} %`,
    trainingCompleted: "Training completed",
    trainingFailed: "Training failed",
    trainingOf: (what: string) => `Training ${what}`,
  },

  gap: {
    link: (from: string, to: string, caughtUp: number, missing: boolean) =>
      `link lost ${from} – ${to} · ${caughtUp === 1 ? "1 event" : `${caughtUp} events`} caught up, ${missing ? "some may be missing" : "none missing"}`,
    epoch: (at: string) =>
      `the event log began anew, seen ${at} · earlier events may be missing, the whole view is shown`,
  },

  training: {
    title: "Training",
    machine: "Machine",
    start: "Learn its energy baseline",
    cancel: "Cancel",
    cancelOf: (machine: string | null) => `Cancel the training of ${machine ?? "–"}`,
    begins: "Begins",
    progressOf: (percent: number) => `Training, ${percent} % done`,
    noJobs: "No training yet. Choose a machine and start one.",
    status: {
      pending: "Waiting",
      running: "Under way",
      completed: "Completed",
      failed: "Failed",
      cancelled: "Cancelled",
    } satisfies Record<JobStatus, string>,
    steps: {
      reading: "Read",
      learning: "Learn",
      checking: "Check",
      testing: "Test",
      storing: "Store",
    } satisfies Record<TrainingStep, string>,
    version: "Version",
    heldOut: "R² held out",
    trained: "R² learned",
    rmse: "RMSE",
    mae: "MAE",
    rows: "Rows",
    detectorOn: "Detector, measured on injected faults:",
    accuracy: "Accuracy",
    precision: "Precision",
    recall: "Recall",
    f1: "F1",
    models: "Energy baselines in force",
    noModels: "No baseline yet. The first training that completes makes one.",
    columns: [
      "Machine",
      "Version",
      "R² held out",
      "R² learned",
      "RMSE",
      "Rows",
      "Learned",
      "Formula (kWh an hour)",
    ],
    weak: "Weak:",
  },

  machines: {
    title: "Machines",
    none: "No machines yet. Register the first one.",
    list: "Every machine",
    columns: ["Machine", "Type", "Area", "Mode", "Value", "Worst open alarm", "Last reading"],
    noAlarm: "No alarm",
    notInUse: "Not in use",
    register: "Register a machine",
    edit: "Edit",
    editOf: (name: string) => `Edit ${name}`,
    noSuch: (asked: string) => `There is no machine "${asked}": a machine is named by id or exact name`,
    allMachines: "All machines",
    values: "Values now",
    noValues: "No reading yet. Values appear with the first one.",
    chartOf: (label: string) => `Chart of ${label}`,
    facts: "Facts",
    alarms: "Alarms of this machine",
    allAlarms: "All alarms of this machine",
    asExpected: "As expected",
    read: (time: string) => `last reading ${time}`,
    save: "Save",
    cancel: "Cancel",
    notSaved: "Not saved: see the marked fields",
    isMissing: "is missing",
    notANumber: (given: string) => `must be a number, got ${given}`,
    yes: "Yes",
    no: "No",
    type: {
      compressor: "Compressor",
      hvac: "HVAC",
      motor: "Motor",
      pump: "Pump",
      injection_molding: "Injection molding",
      conveyor: "Conveyor",
      boiler: "Boiler",
      other: "Other",
    } satisfies Record<Machine["type"], string>,
    field: {
      name: "Name",
      type: "Type",
      location: "Area",
      rated_power_kw: "Rated power (kW)",
      data_interval_seconds: "Seconds between readings",
      is_active: "In use",
      is_critical: "Critical for production",
    },
    fact: {
      id: "Id",
      description: "Description",
      manufacturer: "Manufacturer",
      model: "Model",
      factory_name: "Factory",
      factory_location: "Place",
    },
  },

  limits: {
    edit: "Limits",
    of: (machine: string) => `Limits of ${machine}`,
    about:
      "A value beyond a limit is an alarm at once, whatever has been learned. An empty field is not watched.",
    silence: "No readings",
    silent: "Alarm after (minutes)",
    another: "Another metric",
    metric: "Name, as it is sent",
    severity: "Severity",
    bound: {
      low: (unit: string) => (unit ? `Low (${unit})` : "Low"),
      high: (unit: string) => (unit ? `High (${unit})` : "High"),
      rate_per_minute: (unit: string) => (unit ? `Change a minute (${unit})` : "Change a minute"),
      flat_minutes: (_: string) => "Unchanged for (minutes)",
    },
  },

  chart: {
    span: {
      "15m": "15 min",
      "1h": "1 h",
      "8h": "8 h",
      "24h": "24 h",
      "7d": "7 d",
      "30d": "30 d",
      "90d": "90 d",
    } satisfies Record<SpanName, string>,
    spans: "Length of time shown",
    moves: "Move the chart",
    earlier: "Earlier",
    later: "Later",
    closer: "Closer",
    wider: "Wider",
    newest: "Now",
    lowest: "Lowest",
    highest: "Highest",
    mean: "Mean",
    now: "Now",
    last: "Last",
    none: "No readings in this time. Look earlier or wider.",
    title: (label: string, span: string) => `${label}, ${span}`,
    period: (from: string, to: string) => `${from} – ${to}`,
    normalNow: "Normal now",
    expected: "Expected by its baseline",
    at: (value: string, time: string) => `${value} at ${time}`,
    summary: (label: string, from: string, to: string, figures: string, alarms: number) =>
      `${label} from ${from} to ${to}: ${figures}; ${alarms === 1 ? "1 alarm" : `${alarms} alarms`}`,
    figures: (lowest: string, highest: string, mean: string, last: string) =>
      `lowest ${lowest}, highest ${highest}, mean ${mean}, ${last}`,
  },

  kiosk: {
    /** `{time}` is filled in by the page script. */
    mute: "Mute for 10 min",
    muted: "Muted until {time}. Tap for sound",
    blocked: "Sound is blocked: touch the screen once",
    noSound: "This browser has no sound",
    wakes: "Screen stays on",
    noWake: "Screen may go dark: to keep it on, open this page over https or on localhost",
    wakeRefused: "Screen may go dark: the browser does not keep it on",
    badPages: (asked: string) =>
      `There is no kiosk page "${asked}": pages=board,alarms shows these two in turn`,
    badEvery: (asked: string) => `every=${asked} is no time for a page: every=30s, from 5s to 60m`,
    turn: (page: number, pages: number) => `Page ${page} of ${pages}`,
  },

  diagnostics: {
    title: "Diagnostics",
    page: "This page",
    pageFacts: {
      name: "Name",
      link: "Link",
      lag: "Lag, there and back",
      frame: "Seconds since the last frame",
      losses: "Links lost",
      cursor: "Applied up to",
      lit: "Screen lock, offline, installing",
    },
    version: "Version and build",
    secure: "allowed by the browser here",
    insecure: "not over plain http: open this page over https or on localhost",
    path: "The path of an event",
    since: "Up since",
    cursor: "Cursor",
    stages: {
      taken: "Readings from outside",
      rejected: "Readings rejected",
      waiting: "Readings waiting",
      judged: "Readings judged",
      recorded: "Events recorded",
      outbox: "Waiting in the outbox",
      announced: "Events announced",
      bus: "Event bus",
      heard: "Events heard",
      drawn: "Events drawn",
      sockets: "Open sockets",
      malformed: "Malformed messages",
      ignored: "Ignored words of programs",
    },
    never: "none yet",
    newest: (span: string) => `newest ${span} ago`,
    outboxSince: (time: string) => `since ${time}`,
    bus: { local: "in process", redis: "Redis" },
    busOk: "answers",
    busAway: (since: string) => `away since ${since}`,
    backfill: "Filling in history",
    backfillOf: (percent: number) => `${percent} %`,
    log: "Event log",
    logEmpty: "No events yet. Send a test event to see one arrive.",
    test: "Send a test event",
    latency: (ms: string) => `${ms} ms`,
  },
  screens: {
    title: "Connected screens",
    none: "No screen has said anything yet. A page with script appears here within 10 s.",
    columns: ["Screen", "Link", "Lag", "Last frame", "Links lost", "Version", "Page", "Find"],
    unnamed: (id: string) => `Screen ${id}`,
    state: {
      live: "Live",
      polling: "Polling",
      lost: "Link lost",
      silent: "Silent",
    } satisfies Record<ScreenState, string>,
    silentSince: (time: string) => `since ${time}`,
    lag: (ms: string) => `${ms} ms`,
    ago: (span: string) => `${span} ago`,
    otherBuild: "another",
    hidden: "in the background",
    wake: { insecure: "may go dark: not https", refused: "may go dark" },
    sound: { blocked: "sound blocked", muted: "muted", none: "no sound" },
    find: "Find me",
    findThis: (find: string, screen: string) => `${find}: ${screen}`,
    flashing: "Flashing…",
    more: (count: number) => `${count} more, in better order than these`,
    noSuch: (id: string) => `There is no screen "${id}" now: it may have been closed or moved`,
    found: "Found: this screen",
    latency: "From recorded to drawn, last hour",
    noLatency: "Nothing was drawn in the last hour. Send a test event to see a first point.",
    legend: {
      range: "half to 99 % of events",
      slowest: "slowest event",
      lag: "half of the screens' answers",
    },
    pace: (count: number, minutes: number) =>
      `${count === 1 ? "1 event" : `${count} events`} in ${minutes === 1 ? "1 minute" : `${minutes} minutes`} of the last hour`,
    slowest: (ms: string, time: string) => `slowest ${ms}, at ${time}`,
    typical: (half: string, most: string) => `in that minute half within ${half}, 99 % within ${most}.`,
    lags: (ms: string) => `Screens answered within ${ms}.`,
    duration: (milliseconds: number) =>
      milliseconds < 1000
        ? `${Math.max(1, Math.round(milliseconds))} ms`
        : `${formatValue(milliseconds / 1000)} s`,
  },
  event: {
    anomaly_detected: "Anomaly detected",
    anomaly_updated: "Anomaly updated",
    metric_updated: "Metric updated",
    training_started: "Training started",
    training_progress: "Training progress",
    training_completed: "Training completed",
    system_alert: "System alert",
  } satisfies Record<EventType, string>,

  docs: {
    title: "Programming interface",
    parameters: "Parameters",
    request: "Request body",
    responses: "Responses",
    required: "required",
    none: "This description lists no paths.",
    machineReadable: "Machine-readable description",
  },

  errorTitle: (status: number) => `Error ${status}`,
  notFoundTitle: "Not found",
  notFound: "There is no such page. The board shows every machine and alarm.",
  failed: "This page could not be made. The log of the server says why; the board may still work.",
  toBoard: "To the board",

  span: (milliseconds: number) => {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    if (seconds < 90) return `${seconds} s`;
    const minutes = Math.round(seconds / 60);
    if (minutes < 90) return `${minutes} min`;
    const hours = Math.round(minutes / 60);
    return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
  },
};

/** Labels of the metrics that our own machines send; the unit stands beside the value. */
const METRIC_LABELS: Readonly<Record<string, string>> = {
  // Alerts are named like metrics.
  peak_power: "Peak power",
  idle_power: "Idle power",
  power_kw: "Power",
  energy_kwh: "Energy",
  pressure_bar: "Pressure",
  vibration_mm_s: "Vibration",
  flow_rate_m3h: "Flow",
  machine_temp_c: "Machine temp",
  outdoor_temp_c: "Outdoor",
  indoor_temp_c: "Indoor",
  supply_air_temp_c: "Supply air",
  return_air_temp_c: "Return air",
  chilled_water_supply_temp_c: "Chilled water",
  chilled_water_return_temp_c: "Chilled return",
  outdoor_humidity_percent: "Outdoor humidity",
  indoor_humidity_percent: "Indoor humidity",
  cop: "COP",
  speed_percent: "Speed",
  load_percent: "Load",
  load_factor: "Load",
  throughput_units_per_hour: "Throughput",
  production_count: "Made",
  production_count_good: "Good",
  production_count_bad: "Bad",
  voltage_v: "Voltage",
  current_a: "Current",
  power_factor: "Power factor",
  frequency_hz: "Frequency",
  conveyor_m_per_min: "Belt",
  barrel_temp_c: "Barrel",
  mold_temp_c: "Mold",
  shot_g: "Shot",
  oil_temp_c: "Oil",
  gas_flow_m3h: "Gas",
  gas_m3h: "Gas",
  steam_flow_kgh: "Steam",
  steam_kgh: "Steam",
  steam_pressure_bar: "Steam",
  flue_gas_temp_c: "Flue gas",
  thermal_kw: "Heat",
  efficiency_percent: "Efficiency",
};

/** What people call a metric; a metric that we do not know is named as it was sent, an absent one "–". */
export function labelOf(metric: string | null | undefined): string {
  if (metric === null || metric === undefined) return text.unknown;
  return Object.hasOwn(METRIC_LABELS, metric) ? (METRIC_LABELS[metric] ?? metric) : metric;
}
