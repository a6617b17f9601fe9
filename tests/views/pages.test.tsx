import { describe } from "bun:test";
import { promisesOfPage } from "../support/page_promises";
import { PAGES } from "../support/pages";

describe.each(PAGES)("the %s page", (_, page) => {
  const html = String(page());
  promisesOfPage(() => html);
});
