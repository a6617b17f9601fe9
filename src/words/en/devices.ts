/** The page of the screens that are paired. */
export const devices = {
  title: "Screens",
  about:
    "A paired screen looks like a viewer, without anybody signing in, until it is taken off the list. A screen that is " +
    "not paired shows its code at /kiosk/pair.",
  none: "No screens yet.",
  columns: ["Name", "Page", "Alarms", "Paired", "Last seen", "Action"],
  page: { "/kiosk": "Kiosk", "/": "Board" },
  wholePlant: "Whole plant",
  unknownArea: "an area that was removed",
  mayAct: "answered by PIN or badge",
  onlyLooks: "only shown",
  never: "not yet",
  add: "Pair a screen",
  submitAdd: "Pair",
  field: {
    code: "Code on the screen (6 digits)",
    name: "Name of the screen",
    page: "Page that it shows",
    area: "Area",
    mayAct: "Alarms may be answered there, by PIN or badge",
  },
  revoke: "Take off the list",
  revokeOf: (name: string) => `Take off the list: ${name}`,
  paired: (name: string) => `${name} is paired: it shows its page within a few seconds.`,
  noCode: "The code has 6 digits, as the screen shows them",
  wrongCode: (code: string) => `No screen shows the code ${code}: enter the one that it shows now`,
  noPage: (sent: string) => `There is no page ${sent} for a screen: choose / or /kiosk`,
  tooOften: (minutes: number) => `Too many wrong codes: try again in ${minutes} min`,
  unknown: (id: string) => `There is no screen ${id}`,
};

/** A screen that is not paired. */
export const pairing = {
  title: "Pair this screen",
  code: (code: string) => `Code: ${code}`,
  gone: "This screen was taken off the list.",
  how: "Sign in on another device and enter the code there:",
  renews: "The code changes every 2 minutes, by itself.",
  tooMany: "Too many screens of this network wait to be paired. This one tries again by itself.",
  onlyBoard: "Show the board without pairing",
  noScreen: "This is not a wall screen",
  link: "Pair this screen",
};
