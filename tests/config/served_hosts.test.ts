import { expect, test } from "bun:test";
import { withBase } from "../../src/config/served_hosts";

test.each([
  ["https://andon.plant", "/a", "https://andon.plant/a"],
  ["https://andon.plant/a", "/a", "https://andon.plant/a"],
  ["https://andon.plant/gate/a", "/a", "https://andon.plant/gate/a"],
  // The name of the host is no path.
  ["https://andon", "/andon", "https://andon/andon"],
  ["https://andon.plant", "", "https://andon.plant"],
])("PUBLIC_URL=%s with BASE_PATH=%p leads to %s", (url, base, whole) =>
  expect(withBase(url, base)).toBe(whole),
);
