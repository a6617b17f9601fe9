/** A hash of the bytes that another program sent, so that a repeat is recognised. */
export function eventSource(): readonly string[] {
  return [`alter table events add column source text`];
}
