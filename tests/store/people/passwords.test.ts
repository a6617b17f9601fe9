import { expect, test } from "bun:test";
import { fitsPassword, hashPassword } from "../../../src/store/people/passwords";

const SOURCE = await Bun.file("src/store/people/passwords.ts").text();

test("a password is kept as OWASP's argon2id, and nobody's hash costs exactly as much", async () => {
  const hash = await hashPassword("correct horse battery");
  expect(hash).toStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
  expect(SOURCE).toContain(`"$argon2id$v=19$m=19456,t=2,p=1$`);
  expect(await fitsPassword("correct horse battery", hash)).toBe(true);
  expect(await fitsPassword("another", hash)).toBe(false);
  expect([await fitsPassword("x", null), await fitsPassword("x", undefined)]).toEqual([false, false]);
});
