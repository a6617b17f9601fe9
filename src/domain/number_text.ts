const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/**
 * Reads a number that was sent as text: decimal, or the word of a boolean (1 or 0), whatever blanks are
 * around it. Undefined for all other text: Number() alone would read "0x10" and "". It may be infinite
 * ("1e999").
 */
export function numberInText(sent: string): number | undefined {
  const text = sent.trim();
  if (DECIMAL.test(text)) return Number(text);
  const word = text.length <= 5 ? text.toLowerCase() : "";
  return word === "true" ? 1 : word === "false" ? 0 : undefined;
}
