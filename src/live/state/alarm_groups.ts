import { type Alarm, isOpen, isSuppressed } from "../../domain/alarm/alarm";

/** The open alarms that follow others. */
export type AlarmGroups = {
  put(alarm: Alarm): void;
  /** How many open alarms follow this one; 0 when it stands no more: they then stand by themselves. */
  consequences(alarm: Alarm): number;
  /** The first-out that this one follows, while it stands. */
  firstOf(alarm: Alarm): Alarm | undefined;
  clear(): void;
};

/** Whether an alarm is active still and calls people: what follows it needs no other explanation. */
const isStanding = (alarm: Alarm) =>
  (alarm.state === "new" || alarm.state === "acknowledged") && !isSuppressed(alarm);

export function createAlarmGroups(): AlarmGroups {
  const open = new Map<string, Alarm>();
  const followers = new Map<string, Set<string>>();

  function leave({ id, follows_id }: Alarm) {
    const group = followers.get(follows_id ?? "");
    group?.delete(id);
    if (group?.size === 0) followers.delete(follows_id ?? "");
  }

  return {
    put(alarm) {
      const before = open.get(alarm.id);
      if (before) leave(before);
      if (!isOpen(alarm)) return void open.delete(alarm.id);
      open.set(alarm.id, alarm);
      if (!alarm.follows_id) return;
      const group = followers.get(alarm.follows_id) ?? new Set();
      followers.set(alarm.follows_id, group.add(alarm.id));
    },
    consequences: (alarm) => (isStanding(alarm) ? (followers.get(alarm.id)?.size ?? 0) : 0),
    firstOf({ state, follows_id }) {
      const first = isOpen({ state }) ? open.get(follows_id ?? "") : undefined;
      return first && isStanding(first) ? first : undefined;
    },
    clear() {
      open.clear();
      followers.clear();
    },
  };
}
