import { expect, test } from "bun:test";
import { differenceOf } from "../../../src/domain/audit/difference";
import { withoutSecrets } from "../../../src/domain/audit/withheld";

test("no password, PIN, badge, token or address with a password is in an entry, however deep", () => {
  const secret = "s3cret-s3cret";
  const entry = withoutSecrets({
    name: "Ada",
    password: secret,
    pin: 4711,
    badge: secret,
    client_secret: secret,
    nested: [{ Authorization: secret, token: secret, hash: secret }],
    note: `redis://user:${secret}@cache:6379 and andon_${secret}_0123456789`,
  });
  const text = JSON.stringify(entry);
  expect(text).not.toContain(secret);
  expect(text).not.toContain("4711");
  expect(entry).toMatchObject({ name: "Ada", note: expect.stringContaining("@cache:6379") });
});

test("whether a secret is there at all is said, and values that are none stay", () => {
  const value = { password: null, badge: true, pins_allowed: 3, tokens_used: "3", at: 5, list: [1, null] };
  expect(withoutSecrets(value)).toEqual(value);
});

test("a difference names the fields that a change has changed, and absent ones as null", () => {
  const before = { name: "A", limits: [1], at: 1 };
  const after = { name: "A", limits: [1, 2], at: 2, note: "x" };
  expect(differenceOf<object>(before, after, ["at" as never])).toEqual({
    before: { limits: [1], note: null },
    after: { limits: [1, 2], note: "x" },
  });
  expect(differenceOf(before, { ...before })).toBeUndefined();
});
