/** An error in a sentence, for people and JSON. A log takes the error itself, as `{ err }`, with its stack. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
