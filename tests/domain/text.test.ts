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
