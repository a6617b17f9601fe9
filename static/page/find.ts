/** Finds the first element of the page that a selector matches. */
export type Find = (selector: string) => HTMLElement | null;
