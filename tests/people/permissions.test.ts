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

/** The rights of each, in the order of ACTIONS: l m a b c s f t p d e P for look … public, "-" where it may not. */
const LETTERS = "lmabcsftpdeP";
const TABLE: Record<string, [open: string, view: string, closed: string]> = {
  anonymous: ["lmabcsftpdeP", "l--bc------P", "-----------P"],
  viewer: ["lmabcsftpdeP", "lm-bc-----eP", "lm--------eP"],
  operator: ["lmabcsftpdeP", "lmabc-----eP", "lmabc-----eP"],
  engineer: ["lmabcsftpdeP", "lmabcsf---eP", "lmabcsf---eP"],
  administrator: ["lmabcsftpdeP", "lmabcsftpdeP", "lmabcsftpdeP"],
  "token read": ["lma-csft-deP", "lm--c------P", "lm---------P"],
  "token readings": ["lma-csft-deP", "l---cs-----P", "-----s-----P"],
  "token alarms": ["lma-csft-deP", "l-a-c------P", "l-a--------P"],
  "token calls": ["lma-csft-deP", "l---c------P", "l---c------P"],
  "token configure": ["lma-csft-deP", "l---c-f----P", "l-----f----P"],
  "token of no scope": ["lma-csft-deP", "l---c------P", "-----------P"],
  "token of two": ["lma-csft-deP", "l-a-cs-----P", "l-a--s-----P"],
  device: ["lma-csftpdeP", "l---c------P", "l----------P"],
  "acting device": ["lmabcsftpdeP", "l--bc------P", "l--b-------P"],
  system: ["lmabcsftpdeP", "lmabcsftpdeP", "lmabcsftpdeP"],
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
