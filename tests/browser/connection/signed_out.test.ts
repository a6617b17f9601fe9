import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { openStore } from "../../../src/store/open";
import { eventually } from "../../support/andon";
import { untilKept, whyNoBrowser } from "../../support/browser";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";
import { wordCause } from "../../support/words";

const PASSWORD = "correct horse battery";
const DATABASE_URL = `sqlite://${join(mkdtempSync(join(tmpdir(), "andon-signed-out-")), "andon.db")}`;

describeNeeding([whyNoBrowser], "a browser that keeps pages for when the server is away", () => {
  const andon = useAndon(async () => {
    await fill();
    return { ACCESS: "closed", DATABASE_URL };
  });
  const browser = useBrowser();

  async function signIn(page: Page) {
    await page.goto(`${andon.url}/sign-in?next=/`);
    await page.fill("#login", "ada");
    await page.fill("#password", PASSWORD);
    await page.locator("form.fields button").click();
    await page.waitForURL(`${andon.url}/`);
  }

  const kept = (page: Page) =>
    page.evaluate(async () => {
      const pages = await caches.open("andon-pages");
      const texts = (await pages.keys()).map(async (each) => (await pages.match(each))?.text() ?? "");
      return (await Promise.all(texts)).join("");
    });

  test("forgets them when somebody signs out, and shows nothing of them to who comes next", async () => {
    const page = await browser.page();
    await signIn(page);
    await untilKept(page);
    expect(await kept(page)).toContain("Secret press"); // the guard
    await page.goto(`${andon.url}/settings/me`);
    await page.locator('form[action="/sign-out"] button').click();
    await page.waitForURL("**/sign-in**");
    await eventually(async () => (await kept(page)) === "", "no page is kept");
    await andon.kill();
    // The browser's own page: a stored one would be shown instead.
    const shown = page.goto(`${andon.url}/`).then(() => "a page", String);
    expect(await shown).toMatch(/net::ERR_/);
    await andon.start();
  });

  test("forgets them when the session was ended elsewhere, at the next page", async () => {
    const page = await browser.page();
    await signIn(page);
    await untilKept(page);
    await page.context().clearCookies();
    await page.goto(`${andon.url}/anomalies`);
    await page.waitForURL("**/sign-in**");
    await eventually(async () => (await kept(page)) === "", "no page is kept");
  });

  test("keeps no page of signing in, answering or pairing", async () => {
    const page = await browser.page();
    await signIn(page);
    await untilKept(page);
    for (const path of ["/answer?acknowledge=x", "/kiosk/pair", "/settings/me", "/anomalies"])
      await page.goto(andon.url + path).catch(() => {});
    await untilKept(page);
    const urls = await page.evaluate(async () =>
      (await (await caches.open("andon-pages")).keys()).map(({ url }) => url),
    );
    expect(urls.filter((url) => /answer|pair|sign-in|settings/.test(url))).toEqual([]);
  });
});

/** Somebody who may sign in, and what they may see. */
async function fill() {
  const newId = () => Bun.randomUUIDv7();
  const store = await openStore({ url: DATABASE_URL, now: () => Date.now(), newId, wordCause });
  const { id } = await store.people.add({ name: "Ada Lovelace", login: "ada", role: "operator" });
  await store.people.setPassword(id, PASSWORD);
  await store.machines.add({ name: "Secret press" });
  await store.close();
}
