import { expect, test } from "bun:test";
import { servedBy } from "../../src/commands/admin";
import { readConfig } from "../../src/config";

const servedAs = (environment: Record<string, string>) => servedBy(readConfig(environment));

test("the link leads to where the server is reached by its settings", () => {
  expect(servedAs({})).toBe("http://127.0.0.1:8080");
  expect(servedAs({ HOST: "0.0.0.0", PORT: "80", BASE_PATH: "/andon" })).toBe("http://127.0.0.1:80/andon");
  expect(servedAs({ HOST: "::1" })).toBe("http://[::1]:8080");
  const publicUrl = "https://andon.plant.example/andon";
  expect(servedAs({ PUBLIC_URL: publicUrl, BASE_PATH: "/andon" })).toBe(publicUrl);
  expect(servedAs({ PUBLIC_URL: "https://andon.plant.example", BASE_PATH: "/andon" })).toBe(publicUrl);
});
