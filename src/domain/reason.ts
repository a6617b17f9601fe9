let hide = (text: string) => text;

/** Hides in every reason from here on what nobody may read, such as passwords of addresses. */
export function hideInReasons(redact: (text: string) => string): void {
  hide = redact;
}

/**
 * An error in a sentence, for people and JSON. A log takes the error itself, as `{ err }`, with its stack.
 */
export function reasonOf(error: unknown): string {
  return hide(error instanceof Error ? error.message : String(error));
}
