/** The window that a part of the script works in: passed in, so that a test can give it another. */
export type PageWindow = Window & typeof globalThis;
