import { expect, test } from "bun:test";
import { CODE_MS, codeOf, devicePath, isCodeAlive, TRIES_AT_MOST, typedCode } from "../../src/people/pairing";

test("a code has six digits, whatever was drawn", () => {
  expect([0, 7, 999_999, 1_000_000, 4_294_967_295].map(codeOf)).toEqual([
    "000000",
    "000007",
    "999999",
    "000000",
    "967295",
  ]);
});

test("a code is taken as people type it, and nothing else is", () => {
  for (const typed of ["123456", " 123 456 ", "123-456", "１２３４５６"])
    expect(typedCode(typed)).toBe("123456");
  for (const typed of ["", "12345", "1234567", "12345a", "-1e100", "000000.0", "٠١٢٣٤٥"])
    expect(typedCode(typed)).toBeUndefined();
});

test("a code holds two minutes and five wrong entries", () => {
  const code = { tries: 0, until: CODE_MS };
  expect(isCodeAlive(code, CODE_MS - 1)).toBe(true);
  expect(isCodeAlive(code, CODE_MS)).toBe(false);
  expect(isCodeAlive({ ...code, tries: TRIES_AT_MOST - 1 }, 0)).toBe(true);
  expect(isCodeAlive({ ...code, tries: TRIES_AT_MOST }, 0)).toBe(false);
});

test("a paired screen goes to its page, with what its address asked of that page", () => {
  const kiosk = { page: "/kiosk", area: null };
  expect(devicePath(kiosk, "/kiosk?every=10s&name=Line-2")).toBe("/kiosk?every=10s&name=Line-2");
  expect(devicePath(kiosk, "/history?at=x")).toBe("/kiosk");
  expect(devicePath({ page: "/", area: "a 1" }, "/kiosk?every=10s")).toBe("/?area=a+1");
  expect(devicePath({ ...kiosk, area: "a1" }, "/kiosk?machine=m&area=b&theme=dark")).toBe(
    "/kiosk?area=a1&theme=dark",
  );
});
