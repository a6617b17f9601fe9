import { expect, test } from "bun:test";
import { tallyOf } from "./junit";

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bun test" tests="4" failures="2">
  <testsuite name="tests/a.test.ts" file="tests/a.test.ts">
    <testcase name="holds" classname="" time="0.1" file="tests/a.test.ts" line="3" />
    <testsuite name="a &quot;page&quot;">
      <testcase name="5 &lt; 4" classname="a &quot;page&quot;" file="tests/a.test.ts" line="4">
        <failure type="AssertionError" message="no">Expected: &lt;b&gt;</failure>
      </testcase>
      <testcase name="later" classname="a &quot;page&quot;" file="tests/a.test.ts" line="5">
        <skipped />
      </testcase>
      <testcase name="holds too" classname="" file="tests/a.test.ts" line="9" />
    </testsuite>
  </testsuite>
</testsuites>`;

test("passed tests are counted, failed and skipped ones named with their file and block", () => {
  expect(tallyOf(REPORT)).toEqual({
    passed: 2,
    failures: ['tests/a.test.ts > a "page" > 5 < 4', 'tests/a.test.ts > a "page" > later (skipped)'],
  });
});
