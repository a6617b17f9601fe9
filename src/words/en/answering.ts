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
    shelve: "Shelve",
    unshelve: "End shelving",
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
  forgotten: "The five minutes are over: say again who you are",
  locked: (minutes: number) => `Too many wrong tries: try again in ${minutes} min`,
  /** On the tile of who has just answered, where the tablet remembers it. */
  again: (name: string) => `${name}, again`,
  /** Where an administrator sets what people answer with. */
  set: {
    title: "PIN and badge",
    /** Begins with the words on it. */
    ofPerson: (name: string) => `PIN and badge of ${name}`,
    isSet: "Is set. An empty field takes it away.",
    pin: {
      field: "New PIN (4 to 8 digits)",
      hint: "Not set.",
      save: (name: string) => `Save PIN of ${name}`,
    },
    badge: {
      field: "New badge (hold it to the reader)",
      hint: "Not set.",
      save: (name: string) => `Save badge of ${name}`,
    },
    badBadge: "A badge has 8 to 200 characters: hold it to the reader again",
    screen: "This screen",
    screenAbout: "Where nobody is signed in, this screen asks with each answer who gives it.",
    remember: "Remember for 5 min who answered, and take their next answers without PIN",
    saveScreen: "Save this screen",
  },
  unreachable: "Not sent: Andon cannot be reached",
  failed: "Not sent: {reason}",
};
