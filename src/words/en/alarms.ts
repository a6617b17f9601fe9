import { isolateName } from "../isolate_name";
import { counted } from "./formats";

const alarmCount = (count: number) => counted(count, { one: "alarm", other: "alarms" });

/** The alarm table and what people do with an alarm. */
export const alarms = {
  title: "Alarms",
  icon: "Severity",
  since: "Since",
  machine: "Machine",
  what: "Description",
  score: "Score",
  state: "State",
  action: "Action",
  none: "No alarms.",
  noneListed: "No alarms match this filter.",
  noneOfMachine: "No alarms for this machine.",
  mended: "Mended in the message",
  unregistered: (word: string) => `No machine “${isolateName(word)}” is registered`,
  /** Stands after a number. */
  more: "more",
  onlyMachines: (count: number) => `Only ${counted(count, { one: "machine", other: "machines" })}`,

  yourName: "Your name",
  note: "Note",
  noteHint: "optional",
  noted: (note: string) => `“${isolateName(note)}”`,
  acknowledge: "Acknowledge",
  acknowledgeThis: (machine: string) => `Acknowledge the alarm on ${machine}`,
  many: "Answer many at once",
  acknowledgeMany: (count: number) => `Acknowledge ${alarmCount(count)}`,
  acknowledgeManyMeans: "all unacknowledged alarms in this list; later alarms stay new",
  resolveMany: (count: number) => `Resolve ${alarmCount(count)}`,
  resolveManyMeans: "all open alarms in this list; later alarms stay",
  /** The page that asks before many alarms are answered at once. */
  ask: {
    title: { acknowledge_all: "Acknowledge many alarms", resolve_all: "Resolve many alarms" },
    acknowledge_all: (count: number) => `Acknowledge ${alarmCount(count)}?`,
    resolve_all: (count: number) => `Resolve ${alarmCount(count)}, even if still active?`,
    all: "All of the plant",
    none: "No alarm is left to answer.",
    yes: { acknowledge_all: "Yes, acknowledge all", resolve_all: "Yes, resolve all" },
    no: "No, back to the list",
  },
  undo: {
    button: "Undo",
    done: {
      acknowledge: "Acknowledged",
      resolve: "Resolved",
      false_alarm: "Called a false alarm",
      assign: "Assigned",
    },
  },
  /** The page of what can be done with one alarm. */
  manage: "More actions",
  manageOn: (machine: string) => `More actions (${machine})`,
  managing: (machine: string) => `Alarm on ${isolateName(machine)}`,
  actions: "What can be done",
  raise: "Raise as alarm",
  raiseMeans: "somebody has to see to it now",
  assignee: "Assigned to",
  assignedTo: (name: string) => `Assigned to ${isolateName(name)}`,
  nobody: "Nobody",
  assign: "Assign",
  back: "All alarms",
  noSuch: (id: string) => `There is no alarm ${JSON.stringify(id)}`,
  templates: "Notes to choose from",
  resolve: "Resolve",
  resolveMeans: "close it, even if still active",
  falseAlarm: "False alarm",
  falseAlarmMeans: "nothing was wrong",
  accept: "This is normal now",
  acceptMeans: "no more alarms for this",
  /** Begins with the words on its button, so that voice control finds the button by them. */
  verdictOn: (machine: string, verdict: string, means: string) => `${verdict} ${means} (${machine})`,
  unrecorded: "Not recorded yet: the database is unavailable",
  stillSo: "Still so after 8 hours. Normal now?",
  outOfTime: (by: string, time: string) => `Acknowledged by ${isolateName(by)} at ${time}, still so`,
  notKnown: (since: string) => `Not known since ${since}`,
  valuesStopped: (notKnown: string) => `${notKnown}: its values have stopped`,
  backToNormal: "Back to normal",
  unnamed: "somebody who gave no name",
  saidBy: (verdict: string, by: string) => `${verdict} by ${by}`,
  playAgain: "Replay what happened",
  playAgainOn: (machine: string) => `Replay what happened on ${machine}`,
  export: (count: number) => `Export CSV (${alarmCount(count)})`,
  hold: "Stop reloading this page",

  priority: (priority: number) => `P${priority}`,
  group: {
    firstOut: "First out",
    consequences: (count: number) => `+${counted(count, { one: "consequence", other: "consequences" })}`,
    follows: (machine: string) => `Follows ${machine}`,
    cameBack: (times: number) => `Came back: ${times} times in 10 min`,
  },
  flood: {
    ofArea: (area: string) => `Alarm flood in ${isolateName(area)}`,
    ofPlant: "Alarm flood",
    since: (count: number, time: string) => `${alarmCount(count)} since ${time}`,
    firstOut: (machine: string) => `first out: ${machine}`,
  },

  measured: (value: string, expected: string) => `${value}, expected ${expected}`,
  limited: (value: string, limit: string) => `${value}, limit ${limit}`,
  above: (label: string, percent: string, expected: string) =>
    `${label} ${percent} % above expected ${expected}`,
  below: (label: string, percent: string, expected: string) =>
    `${label} ${percent} % below expected ${expected}`,
  timesNormal: (score: string) => `${score}×`,
  why: {
    share: (percent: string) => `${percent} % of the score`,
    percent: (signed: string) => `${signed} %`,
    sigma: (signed: string) => `${signed} σ`,
  },
};

/** The filter of the list of alarms. */
export const filter = {
  title: "Filter",
  area: "Area",
  machine: "Machine",
  severity: "Severity",
  priority: "Priority",
  state: "State",
  from: "From",
  to: "Until",
  fromMoment: (time: string) => `from ${time}`,
  toMoment: (time: string) => `until ${time}`,
  backwards: "“From” must be before “Until”: no alarm can match",
  times: "Time",
  anyTime: "Any time",
  last: { "1h": "Last hour", "8h": "Last 8 hours", "24h": "Last 24 hours", "7d": "Last 7 days" },
  all: "All",
  apply: "Apply",
  reset: "Show all",
};

export const paging = {
  label: "Older and newer alarms",
  newer: "Newer",
  older: "Older:",
  range: (from: number, to: number, total: number) => `${from}–${to} of ${total}`,
};
