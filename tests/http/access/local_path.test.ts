import { expect, test } from "bun:test";
import { localPath } from "../../../src/http/access/local_path";

test.each([
  ["/anomalies?machine=Press-1", "/anomalies?machine=Press-1"],
  ["/machines/Ofen%201", "/machines/Ofen%201"],
  [undefined, "/"],
  ["", "/"],
  ["https://evil.example/", "/"],
  ["//evil.example/", "/"],
  ["/\\evil.example/", "/"],
  ["/\t/evil.example/", "/"],
  ["/.//evil.example", "/"],
  ["/a/..//evil.example", "/"],
  ["javascript:alert(1)", "/"],
  [`/${"a".repeat(600)}`, "/"],
])("%j leads to %j", (asked, path) => expect(localPath(asked)).toBe(path));
