import { expect, test } from "bun:test";
import { type Actor, ROLES, SCOPES } from "../../src/people/actor";
import { ACCESS_MODES, ACTIONS, isAllowed, needed } from "../../src/people/permissions";

const person = { kind: "person", id: "p1", name: "Ada" } as const;
const token = { kind: "token", id: "t1", name: "Gateway" } as const;
const device = { kind: "device", id: "d1", name: "Wall" } as const;

const ACTORS: Record<string, Actor> = {
  anonymous: { kind: "anonymous" },
  ...Object.fromEntries(ROLES.map((role) => [role, { ...person, role }])),
  ...Object.fromEntries(SCOPES.map((scope) => [`token ${scope}`, { ...token, scopes: [scope] }])),
  "token of no scope": { ...token, scopes: [] },
  "token of two": { ...token, scopes: ["readings", "alarms"] },
  device: { ...device, mayAct: false },
  "acting device": { ...device, mayAct: true },
  system: { kind: "system", name: "start" },
};

/** The rights of each, in the order of ACTIONS: l m a c s f t p d e P for look … public, "-" where it may not. */
const LETTERS = "lmacsftpdeP";
const TABLE: Record<string, [open: string, view: string, closed: string]> = {
  anonymous: ["lmacsftpdeP", "l---------P", "----------P"],
  viewer: ["lmacsftpdeP", "lm-------eP", "lm-------eP"],
  operator: ["lmacsftpdeP", "lmac-----eP", "lmac-----eP"],
  engineer: ["lmacsftpdeP", "lmacsf---eP", "lmacsf---eP"],
  administrator: ["lmacsftpdeP", "lmacsftpdeP", "lmacsftpdeP"],
  "token read": ["lmacsft-deP", "lm--------P", "lm--------P"],
  "token readings": ["lmacsft-deP", "l---s-----P", "----s-----P"],
  "token alarms": ["lmacsft-deP", "l-a-------P", "l-a-------P"],
  "token calls": ["lmacsft-deP", "l--c------P", "l--c------P"],
  "token configure": ["lmacsft-deP", "l----f----P", "l----f----P"],
  "token of no scope": ["lmacsft-deP", "l---------P", "----------P"],
  "token of two": ["lmacsft-deP", "l-a-s-----P", "l-a-s-----P"],
  device: ["lmacsftpdeP", "l---------P", "l---------P"],
  "acting device": ["lmacsftpdeP", "l-a-------P", "l-a-------P"],
  system: ["lmacsftpdeP", "lmacsftpdeP", "lmacsftpdeP"],
};

test("every actor may do exactly what the table says, under every ACCESS", () => {
  const rights = (actor: Actor) =>
    ACCESS_MODES.map((access) =>
      ACTIONS.map((action, place) => (isAllowed(actor, action, access) ? LETTERS[place] : "-")).join(""),
    );
  expect(Object.fromEntries(Object.entries(ACTORS).map(([name, actor]) => [name, rights(actor)]))).toEqual(
    TABLE,
  );
});

test("who may do something is named by the lowest role and a scope", () => {
  expect(needed("answer")).toEqual({ role: "operator", scope: "alarms" });
  expect(needed("send")).toEqual({ role: "engineer", scope: "readings" });
  expect(needed("people")).toEqual({ role: "administrator", scope: undefined });
  expect(needed("look")).toEqual({ role: "viewer", scope: "read" });
});
