/** OWASP's parameters of argon2id: 19 MiB, two passes, one lane. */
const ARGON2 = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;

/** The hash of a password that nobody knows, with the same parameters: an unknown name takes as long as a known one. */
const NOBODYS =
  "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IG9mIG5vYm9keQ$ZJ0S9y5G1mV0o1w4V9p2dN0kF6m8bT3xQ7cR1uY5hLs";

/** The hash of a password or PIN. */
export function hashPassword(password: string): Promise<string> {
  return Bun.password.hash(password, ARGON2);
}

/** Whether a password fits its hash. Without one it takes as long, and does not. */
export async function fitsPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  const fits = await Bun.password.verify(password, hash ?? NOBODYS);
  return fits && Boolean(hash);
}

const PIN_PARTS = /^(\d+):(.*)$/;

/** The hash of a PIN, after how many digits it has: a shared tablet takes a short one at its last digit. */
export async function hashPin(pin: string): Promise<string> {
  return `${pin.length}:${await hashPassword(pin)}`;
}

/** Whether a PIN fits what `hashPin` made. Without one it takes as long, and does not. */
export function fitsPin(pin: string, stored: string | null | undefined): Promise<boolean> {
  return fitsPassword(pin, stored && (PIN_PARTS.exec(stored)?.[2] ?? stored));
}

/** How many digits a PIN has; undefined when it was kept without. */
export function digitsOf(stored: string): number | undefined {
  const digits = PIN_PARTS.exec(stored)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
