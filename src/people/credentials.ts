/** Letters of a password. */
export const PASSWORD_AT_LEAST = 12;
const PASSWORD_AT_MOST = 200;
const LOGIN_AT_MOST = 80;
const PIN = /^\d{4,8}$/;

/** A sign-in name as it is kept: a mail address or a short name, in any case, without blanks around it. */
export const loginOf = (typed: string) => typed.trim().normalize("NFC").toLowerCase();

export const isLogin = (login: string) => login !== "" && login.length <= LOGIN_AT_MOST && !/\s/.test(login);

/** The same password, however a keyboard composes its letters. */
export const passwordOf = (typed: string) => typed.normalize("NFC");

/** What is wrong with a new password; undefined when nothing is. */
export function wrongPassword(password: string, login: string): "short" | "long" | "name" | undefined {
  const letters = [...password].length;
  if (letters < PASSWORD_AT_LEAST) return "short";
  if (letters > PASSWORD_AT_MOST) return "long";
  return loginOf(password) === login ? "name" : undefined;
}

export const isPin = (pin: string) => PIN.test(pin);

/** A badge as its reader types it. */
export const badgeOf = (typed: string) => typed.normalize("NFC").trim();

/** Shorter ones are guessed too easily: a badge says by itself whose it is. */
export const BADGE_AT_LEAST = 8;
const BADGE_AT_MOST = 200;

export const isBadge = (badge: string) => badge.length >= BADGE_AT_LEAST && badge.length <= BADGE_AT_MOST;
