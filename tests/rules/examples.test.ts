import { expect, test } from "bun:test";
import { checkRule } from "../../src/rules/rule_set";
import { expression } from "./sample";

const METRICS = new Set(["power_kw", "temp_c", "pressure_bar", "ENERGY.Power"]);
const page = await Bun.file("docs/rules.md").text();

/** The lines of the code blocks of this language. */
const examples = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].flatMap(([, block = ""]) =>
    block.split("\n").filter(Boolean),
  );

test("there are examples to judge", () => {
  expect(examples("cel").length).toBeGreaterThan(5);
  expect(examples("cel-area").length).toBeGreaterThan(2);
});

test.each(examples("cel"))("docs/rules.md: %s is a rule", (source) => {
  expect(checkRule(expression(source), METRICS).problems).toEqual([]);
});

test.each(examples("cel-area"))("docs/rules.md: %s is a rule about an area", (source) => {
  const { problems, compiled } = checkRule(
    expression(source, { scope: { kind: "area", id: "hall" } }),
    METRICS,
  );
  expect(problems).toEqual([]);
  expect(compiled?.uses.isOfArea).toBe(true);
});
