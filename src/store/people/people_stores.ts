import type { Context } from "../db/database";
import { answerSessionStore } from "./answer_sessions";
import { answererStore } from "./answerers";
import { attemptStore } from "./attempts";
import { deviceStore } from "./devices";
import { oneUseLinkStore } from "./one_use_links";
import { pairingStore } from "./pairings";
import { personStore } from "./people";
import { personalDataStore } from "./personal_data";
import { pinAttemptStore } from "./pin_attempts";
import { sessionStore } from "./sessions";
import { tokenStore } from "./tokens";
import { vouchedPeople } from "./vouched";

/** Everything that is kept of people: accounts, what they prove themselves with, and what they may be let in by. */
export function peopleStores(context: Context) {
  return {
    people: personStore(context),
    vouchedPeople: vouchedPeople(context),
    personalData: personalDataStore(context),
    sessions: sessionStore(context),
    tokens: tokenStore(context),
    devices: deviceStore(context),
    pairings: pairingStore(context),
    oneUseLinks: oneUseLinkStore(context),
    attempts: attemptStore(context),
    answerers: answererStore(context),
    answerSessions: answerSessionStore(context),
    pinAttempts: pinAttemptStore(context),
  };
}
