import { expect, test } from "bun:test";
import { parsePage } from "./views";

/** The promises of every page, as tests of the block that calls this. @param html of the page under /plant */
export function promisesOfPage(html: () => string) {
  const all = (selector: string) => [...parsePage(html()).querySelectorAll(selector)];

  test("is one whole document", () => {
    expect(html()).toStartWith("<!doctype html><html");
    expect(html()).toEndWith("</html>");
  });

  test("contains nothing that the content security policy blocks", () => {
    const names = all("*").flatMap((element) => element.getAttributeNames());
    expect(
      names.filter((name) => name === "style" || name.startsWith("on") || name.startsWith("hx-on")),
    ).toEqual([]);
    expect(new Set(all("script").map((script) => script.textContent))).toEqual(new Set([""]));
    expect(all("style, [href^='javascript:'], [src^='http'], [href^='http']")).toHaveLength(0);
  });

  test("shows hostile names as text", () => {
    expect(all("img")).toHaveLength(0);
  });

  test("links and posts only under the base path", () => {
    const attributes = ["href", "src", "action", "hx-get", "hx-post", "hx-ws:connect"];
    const urls = all("*").flatMap((element) =>
      attributes.map((name) => element.getAttribute(name)).filter((url) => url !== null),
    );
    expect(urls.filter((url) => !/^(\/plant\/|[#?])/.test(url))).toEqual([]);
    expect(urls.length).toBeGreaterThan(5);
  });

  test("uses each id once", () => {
    const ids = all("[id]").map((element) => element.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
}
