import { expect, test } from "bun:test";
import fc from "fast-check";
import { containsNul, cut, foldName } from "../../src/domain/text";

test("U+0000 is found however it was escaped, and an escaped backslash before u0000 is not one", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("\0", "\\", "u0000", "x", '"') }), (text) => {
      expect(containsNul(JSON.stringify(text))).toBe(text.includes("\0"));
    }),
  );
});

test("a text is cut to at most so many units, and never inside a character", () => {
  expect(cut("abcdef", 3)).toBe("abc");
  expect(cut("ab😀", 3)).toBe("ab");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat({ max: 20 }), (text, most) => {
      const kept = cut(text, most);
      expect(text.startsWith(kept) && kept.length <= most && kept.isWellFormed()).toBe(true);
      expect(kept.length).toBeGreaterThanOrEqual(Math.min(text.length, most) - 1);
    }),
  );
});

test("a name is one however its letters are composed and its blanks are written", () => {
  for (const name of ["Kühler 1", "Ku\u0308hler 1", "Kühler\u00a01", "  Kühler \t\u2007 1\n"])
    expect(foldName(name)).toBe("Kühler 1");
  expect(foldName("Press-1")).toBe("Press-1");
  expect(foldName("  Press-1 ")).toBe("Press-1");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (name) => {
      expect(foldName(foldName(name))).toBe(foldName(name));
    }),
  );
});

test.each([
  ["M\u200b1", "M1"],
  ["M\u200d1", "M1"],
  ["M1\ufe0f", "M1"],
  ["\u202eM1\u202c", "M1"],
  ["\u2067M1\u2069", "M1"],
  ["Ofen\u00ad1", "Ofen1"],
  ["\x1b[31mM1", "[31mM1"],
  ["M\x85\x9f1", "M1"],
  ["e\u200b\u0301", "é"],
  ["M\u28001", "M 1"],
  ["\u{e0041}M1", "M1"],
  ...["\u200b", "\u00ad\u200d", "\u3164", "\u115f", "\u2800", "\u202e", "\ufeff"].map(
    (name) => [name, ""] as const,
  ),
])("signs that nobody sees are no part of a name: %j is %j", (name, kept) => {
  expect(foldName(name)).toBe(kept);
});

test.each(["Line ❤️‍🔥", "👩‍🏭 1", "می‌خواهم", "क्‍ष", "Пресс-1", "プレス 1"])(
  "signs that change what is read are kept: %s",
  (name) => {
    expect(foldName(name)).toBe(name.normalize("NFC"));
  },
);

test("a name folded once is folded, whatever joins and hides in it", () => {
  const unit = fc.constantFrom(..."a1e❤👩अم \u0301\ufe0f\u200d\u200c\u200b\u202e\x1b\u00a0\u2800");
  fc.assert(
    fc.property(fc.string({ unit }), (name) => {
      expect(foldName(foldName(name))).toBe(foldName(name));
    }),
    { numRuns: 2000 },
  );
});
