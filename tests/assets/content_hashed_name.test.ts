import { expect, test } from "bun:test";
import { contentHashedName } from "../../src/assets/content_hashed_name";

const bytes = (text: string) => new TextEncoder().encode(text);

test("a name changes with the content, and only with it", () => {
  const name = contentHashedName("app.css", bytes("a{}"));
  expect(name).toMatch(/^app-\w{1,8}\.css$/);
  expect(contentHashedName("app.css", bytes("a{}"))).toBe(name);
  expect(contentHashedName("app.css", bytes("b{}"))).not.toBe(name);
});

test("the hash stands before the last ending", () => {
  expect(contentHashedName("icon.dark.svg", bytes(""))).toMatch(/^icon\.dark-\w+\.svg$/);
});
