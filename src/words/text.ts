import { en } from "./en/catalogue";

/**
 * The words of all pages in one language. Another language is a sibling of `en` that `satisfies Catalogue`.
 */
export type Catalogue = typeof en;

/** The words that pages show. */
export const text: Catalogue = en;
