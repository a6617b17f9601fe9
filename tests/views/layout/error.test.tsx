import { expect, test } from "bun:test";
import { ErrorPage } from "../../../views/layout/error";
import { parsePage, site } from "../../support/views";

test("a missing page says so and leads to the board", () => {
  const document = parsePage(<ErrorPage site={site({ nav: null })} status={404} />);
  expect(document.querySelector("h2")?.textContent).toBe("Not found");
  expect(document.querySelector("main a")?.getAttribute("href")).toBe("/plant/");
});
