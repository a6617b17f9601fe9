import type { Role, Scope } from "../../people/actor";
import type { Action } from "../../people/permissions";

const role: Record<Role, string> = {
  viewer: "Viewer",
  operator: "Operator",
  engineer: "Engineer",
  administrator: "Administrator",
};

/** Why somebody may not do something, and what would let them. */
export const access = {
  doing: {
    look: "look at this",
    metrics: "read the metrics",
    answer: "answer alarms",
    answer_by_pin: "answer alarms by PIN or badge",
    call: "call for help",
    send: "send readings and report alarms",
    configure: "change machines, limits and training",
    settings: "change the site",
    people: "manage people and tokens",
    audit: "read the audit log",
    self: "see own sessions",
    public: "do this",
  } satisfies Record<Action, string>,
  unlisted: (path: string) => `Nobody may use ${path}: it is not in the table of what each address does`,
  badToken: "This token is unknown, revoked or expired: an administrator can make another one",
  goneScreen: "This screen was taken off the list: its own page shows a code to pair it again",
  unknown: (doing: string, mode: string) =>
    `Sign in to ${doing} (ACCESS is ${mode}): a person at /sign-in, a program with Authorization: Bearer andon_…`,
  roleMayNot: (own: string, doing: string, lowest: string) =>
    `Your role ${own} may not ${doing}: this needs the role ${lowest}, which an administrator can give you`,
  tokenMayNot: (name: string, doing: string, scope: string) =>
    `The token "${name}" may not ${doing}: this needs the scope ${scope}`,
  noTokenMay: (name: string, doing: string) =>
    `The token "${name}" may not ${doing}: only a person who has signed in may`,
  screenMayNot: (doing: string) => `A paired screen may not ${doing}: a person has to sign in`,
  needs: (lowest: string, scope: string | undefined) =>
    `Needs the role ${lowest}${scope ? `, or a token with the scope ${scope}` : "; no token may"}, unless ACCESS grants it.`,
  onlyToRead: (lowest: string) =>
    `Only to read: changing this needs the role ${lowest}, which an administrator can give you`,
  notEncrypted: "Not encrypted: passwords typed here can be read by others on this network",
  byAge:
    "Nobody signs in here, as before: this database is older than the setting ACCESS. ACCESS=view asks people " +
    "to sign in before they act; ACCESS=open keeps it so, and ends this line.",
};

/** Signing in, and the first administrator. */
export const signIn = {
  title: "Sign in",
  signOut: "Sign out",
  login: "Sign-in name or mail",
  password: "Password",
  newPassword: "New password (at least 12 characters)",
  name: "Name, as others see it",
  submit: "Sign in",
  save: "Save",
  /** A link that looks like a button. */
  withProvider: "Sign in with the company account",
  signedOut: "You are signed out of Andon, and still signed in to the company account.",
  signOutOfProvider: "Sign out of the company account too",
  wrong: "Sign-in name or password is wrong",
  tooOften: (minutes: number) => `Too many attempts: try again in ${minutes} min`,
  nobodyYet:
    "Nobody is administrator yet. Andon printed a link for the first one when it started; " +
    "bun run admin reset on its machine prints another.",
  firstTitle: "The first administrator",
  firstAbout:
    "This account may do everything: add people, give them roles, make tokens. The link works once.",
  linkTitle: (name: string) => `A password for ${name}`,
  linkAbout: "Choose a password and you are signed in. The link works once.",
  linkGone: "This link was used already, or is too old: an administrator can make another one",
  short: "The password needs at least 12 characters",
  long: "The password may have 200 characters at most",
  asName: "The password must not be the sign-in name",
  noLogin: "The sign-in name needs 1 to 80 characters, without blanks",
  noName: "The name needs 1 to 80 characters",
  answeringAs: (name: string) => `Answering as ${name}`,
  toAnswer: "Sign in to answer",
};

/** The page of one's own account. */
export const me = {
  title: "My account",
  nobody: "Nobody is signed in on this screen.",
  who: (name: string, roleName: string) => `${name} · ${roleName}`,
  sessions: "Where I am signed in",
  sessionColumns: ["Browser", "Address", "Since", "Last seen", "Action"],
  thisOne: "this one",
  end: "End",
  /** Begins with the word on its button. */
  endOf: (agent: string) => `End the session of ${agent}`,
  endAll: "End all of them",
  unknownBrowser: "unknown",
  password: "Change password",
  current: "Present password",
  wrongCurrent: "The present password is wrong",
  pin: "PIN for shared tablets",
  pinField: "New PIN (4 to 8 digits)",
  pinHint: "An empty field takes the PIN away.",
  pinSet: "You have a PIN.",
  badPin: "A PIN has 4 to 8 digits",
  /** Begins with the word on its button. */
  savePin: "Save PIN",
};

/** The page of all people. */
export const people = {
  title: "People",
  about:
    "Viewers look. Operators also answer alarms and call for help. Engineers also change machines, limits and " +
    "training. Administrators may do everything.",
  none: "Nobody yet.",
  columns: ["Name", "Sign-in name", "Role", "Account", "Action"],
  role,
  field: { name: "Name", login: "Sign-in name or mail", role: "Role" },
  add: "Add a person",
  submitAdd: "Add",
  save: "Save",
  saveOf: (name: string) => `Save ${name}`,
  newLink: "Password link",
  newLinkOf: (name: string) => `Password link for ${name}`,
  deactivate: "Deactivate",
  deactivateOf: (name: string) => `Deactivate ${name}`,
  activate: "Activate",
  activateOf: (name: string) => `Activate ${name}`,
  status: {
    active: "active",
    inactive: "deactivated",
    invited: "has no password yet",
  },
  link: (name: string) =>
    `Give this link to ${name}. It works once, within 24 hours, and is not shown again:`,
  /** Stands in the place of an erased person's name. */
  former: (n: number) => `former person ${n}`,
  data: "Data",
  exportData: "Export as JSON",
  exportOf: (name: string) => `Export as JSON: ${name}`,
  erase: "Erase",
  eraseOf: (name: string) => `Erase ${name}`,
  eraseAbout:
    "Takes away the account, its sessions and the tokens it made, and puts “former person” and a number in the place " +
    "of the name in alarms, events and the audit log. It cannot be undone.",
  unknown: (id: string) => `There is no person ${id}`,
  noRole: (sent: string) => `There is no role ${sent}`,
};

/** The page of the tokens of programs. */
export const tokens = {
  title: "Tokens",
  about:
    "A program sends its token as Authorization: Bearer andon_…; a socket of a browser as ?token=. " +
    "A token does only what its scopes say, and makes no tokens.",
  none: "No tokens yet.",
  columns: ["Name", "Scopes", "Expires", "Last use", "Action"],
  scope: {
    read: "read: look at pages, values and events",
    readings: "readings: send readings and report alarms",
    alarms: "alarms: look, and answer alarms",
    calls: "calls: look, and call for help",
    configure: "configure: look, and change machines, limits and training",
  } satisfies Record<Scope, string>,
  add: "Make a token",
  submitAdd: "Make",
  field: { name: "Name of the program", scopes: "Scopes", days: "Expires after" },
  days: (count: number) => `${count} days`,
  never: "never",
  unused: "never used",
  used: (time: string, address: string) => `${time} from ${address}`,
  expired: (time: string) => `${time} (expired)`,
  revoke: "Revoke",
  revokeOf: (name: string) => `Revoke ${name}`,
  shown: (name: string) => `The token of ${name}. Copy it now, it is not shown again:`,
  noScope: "Choose at least one scope",
  badDays: (days: string, most: number) =>
    `Days: expected a whole number from 1 to ${most}, or nothing for a token without end, got ${JSON.stringify(days)}`,
  unknown: (id: string) => `There is no token ${id}`,
};
