/** A screen that nobody operates. */
export const kiosk = {
  mute: "Mute for 10 minutes",
  /** `{time}` is filled in by the page script. */
  muted: "Muted until {time}. Tap to unmute",
  blocked: "Sound is blocked: touch the screen once",
  noSound: "This browser has no sound",
  wakes: "Screen stays on",
  noWake: "Screen may turn off: to keep it on, open this page over https or on localhost",
  wakeRefused: "Screen may turn off: the browser does not keep it on",
  badPages: (asked: string) => `There is no kiosk page "${asked}": use pages=board,alarms`,
  badEvery: (asked: string) => `Cannot use every=${asked}: use a time from 5s to 60m, for example every=30s`,
};
