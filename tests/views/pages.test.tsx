import { describe, expect, test } from "bun:test";
import { PAGES } from "../support/pages";
import { parsePage } from "../support/views";

describe.each(PAGES)("the %s page", (_, page) => {
  const html = String(page());
  const document = parsePage(html);

  test("is one whole document", () => {
    expect(html).toStartWith("<!doctype html><html");
    expect(html).toEndWith("</html>");
  });

  test("contains nothing that the content security policy blocks", () => {
    const elements = [...document.querySelectorAll("*")];
    const names = elements.flatMap((element) => element.getAttributeNames());
    expect(
      names.filter((name) => name === "style" || name.startsWith("on") || name.startsWith("hx-on")),
    ).toEqual([]);
    expect([...document.querySelectorAll("script")].map((script) => script.textContent)).toEqual([""]);
    expect(
      document.querySelectorAll("style, [href^='javascript:'], [src^='http'], [href^='http']"),
    ).toHaveLength(0);
  });

  test("shows hostile names as text", () => {
    expect(document.querySelectorAll("img")).toHaveLength(0);
  });

  test("links and posts only under the base path", () => {
    const attributes = ["href", "src", "action", "hx-get", "hx-post", "hx-ws:connect"];
    const urls = [...document.querySelectorAll("*")].flatMap((element) =>
      attributes.map((name) => element.getAttribute(name)).filter((url) => url !== null),
    );
    expect(urls.filter((url) => !url.startsWith("/plant/") && !url.startsWith("#"))).toEqual([]);
    expect(urls.length).toBeGreaterThan(5);
  });

  test("uses each id once", () => {
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});
