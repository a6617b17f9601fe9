/** A shared tablet that asks who answers an alarm. */
export const answering = {
  /** Beside the note, above the alarms. */
  asks: "Who answers is asked with each answer",
  title: (act: string) => `${act}: who are you?`,
  act: {
    acknowledge: "Acknowledge",
    resolve: "Resolve",
    false_alarm: "False alarm",
    accept_as_normal: "Normal now",
    acknowledge_all: "Acknowledge all",
  },
  nobody: "Nobody has a PIN yet: set one under My account after signing in.",
  badge: "Or hold your badge to the reader",
  pin: "PIN",
  digits: "Digits",
  deleteLast: "Delete the last digit",
  ok: "OK",
  another: "Somebody else",
  cancel: "Cancel",
  signIn: "Sign in",
  nothing: "Nothing to answer was chosen: go back and tap the button of an alarm",
  noPin: "Type your PIN, or hold your badge to the reader",
  wrongPin: "This PIN is wrong",
  wrongBadge: "This badge is not known here, or its person may not answer",
  locked: (minutes: number) => `Too many wrong tries: try again in ${minutes} min`,
  unreachable: "Not sent: Andon cannot be reached",
  failed: "Not sent: {reason}",
};
