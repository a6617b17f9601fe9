/** What of a type is suppressed: one system alert, or one rule. Null is all of it, as in those of before. */
export function suppressionSource(): readonly string[] {
  return ["alter table suppressions add column source text"];
}
