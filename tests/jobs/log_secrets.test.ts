import { expect, test } from "bun:test";
import { redaction } from "../../src/config/redact";
import { withoutSecrets } from "../../src/jobs/log";

test("no value of a line holds a secret, whatever had to be escaped, and the line stays JSON", () => {
  const secret = 'level"\\\n1';
  const redact = redaction([`redis://u:${encodeURIComponent(secret)}@h`, "redis://:level@h"]);
  const err = {
    message: `AUTH ${secret}`,
    stack: `Error: AUTH ${secret}\n at x`,
    command: { args: [secret] },
  };
  const line = `${JSON.stringify({ level: 30, err, msg: `about ${secret}` })}\n`;
  expect(withoutSecrets(line, redact)).toBe(
    `${JSON.stringify({ level: 30, err: { message: "AUTH …", stack: "Error: AUTH …\n at x", command: { args: ["…"] } }, msg: "about …" })}\n`,
  );
});
