import { beforeAll, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { writeResetLink } from "../../../src/store/people/reset_link";
import { complaintsOfAxe } from "../../support/axe";
import { whyNoBrowser } from "../../support/browser";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const FINGER_PX = 48;
const PASSWORD = "correct horse battery";
const DATABASE_URL = `sqlite://${join(mkdtempSync(join(tmpdir(), "andon-people-")), "andon.db")}`;

describeNeeding([whyNoBrowser], "people sign in", () => {
  const andon = useAndon({ ACCESS: "view", DATABASE_URL });
  const browser = useBrowser();
  let key = "";

  beforeAll(async () => {
    key = await writeResetLink(DATABASE_URL, Date.now());
    const machine = await fetchWith(key);
    expect(machine).toBe(201);
  }, SLOW_MACHINE_MS);

  /** The first administrator, and a machine with an alarm. @returns the status of the report of the alarm */
  async function fetchWith(link: string) {
    const body = new URLSearchParams({ key: link, name: "Ada", login: "ada", password: PASSWORD });
    const made = await fetch(`${andon.url}/sign-in/link`, { method: "POST", body, redirect: "manual" });
    const cookie = made.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const post = (path: string, sent: object) =>
      fetch(`${andon.url}/api/v1${path}`, {
        method: "POST",
        body: JSON.stringify(sent),
        headers: { cookie, "content-type": "application/json" },
      });
    await post("/machines", { name: "Press-1" });
    const report = { anomaly_type: "spike", severity: "critical", detected_at: new Date().toISOString() };
    return (await post("/anomaly/create", { machine_id: "Press-1", ...report })).status;
  }

  async function signIn(page: Page) {
    await page.goto(`${andon.url}/settings/people`);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await page.locator("#login").focus();
    await page.keyboard.type("ada");
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/settings/people");
  }

  test("with the keyboard alone and without script, and manage people and tokens", async () => {
    const page = await browser.page({ javaScriptEnabled: false });
    await signIn(page);
    await page.fill("#name", "Bob <b>&");
    await page.fill("#login", "bob");
    await page.locator("form.fields button").press("Enter");
    const link = await page.locator(".shown-once code").innerText();
    await page.goto(link);
    expect(await page.locator("h2").first().innerText()).toBe("A password for Bob <b>&");
    await page.goto(`${andon.url}/settings/tokens`);
    await page.fill("#name", "Gateway");
    await page.check("[value=readings]");
    await page.locator("form.fields button").press("Enter");
    expect(await page.locator(".shown-once code").innerText()).toMatch(/^andon_/);
    await page.locator("table.accounts button").click();
    expect(await page.locator("table.accounts").count()).toBe(0);
    await page.goto(`${andon.url}/settings/me`);
    await page.locator("form[action$='sign-out'] button").click();
    expect(await page.locator("nav").innerText()).toContain("Sign in");
  });

  test("on pages that axe has nothing against, with targets for fingers, at 320 px too", async () => {
    const page = await browser.page({ viewport: { width: 800, height: 1280 } });
    const next = await writeResetLink(DATABASE_URL, Date.now());
    const complaints: Record<string, unknown> = {};
    const look = async (path: string) => {
      await page.goto(andon.url + path);
      await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
      const said = [...(await complaintsOfAxe(page)), ...(await smallTargets(page))];
      await page.setViewportSize({ width: 320, height: 800 });
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      await page.setViewportSize({ width: 800, height: 1280 });
      if (isWide) said.push("scrolls sideways");
      if (said.length > 0) complaints[path] = said;
    };
    await look("/sign-in");
    await look(`/sign-in/link?key=${next}`);
    await look("/");
    await signIn(page);
    for (const path of ["/settings/me", "/settings/people", "/settings/tokens"]) await look(path);
    expect(complaints).toEqual({});
  });

  test("and answer under their name; who has not is asked who they are, and shown where to sign in", async () => {
    const page = await browser.page();
    await page.goto(`${andon.url}/`);
    await page.locator("#anomaly-rows tr[data-state=new]").waitFor();
    // Of a shared tablet: see answering.test.ts. Here nobody has a PIN.
    expect(await page.locator(".answers-as").innerText()).toContain("Who answers is asked");
    await page.locator("button[name=acknowledge]:visible").first().click();
    await page.locator("#who[open]", { hasText: "Nobody has a PIN yet" }).waitFor();
    expect(await page.locator("#who a[href^='/sign-in?next=']").count()).toBe(1);
    await signIn(page);
    await page.goto(`${andon.url}/`);
    expect(await page.locator(".answers-as").innerText()).toContain("Answering as Ada");
    expect(await page.locator("[name=by]").count()).toBe(0);
    await page.locator("button[name=acknowledge]:visible").first().click();
    await page.locator("#anomaly-rows tr[data-state=acknowledged]").waitFor();
    expect(await page.locator("#anomaly-rows").innerText()).toContain("Ada");
  });
});

/** Buttons, fields and links beside text that a finger would miss. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const targets = document.querySelectorAll<HTMLElement>(
      // The name of a tile is as high as its line, and its area covers the tile.
      "main :is(button:not(h2 button), select, table.accounts summary, table.accounts details a, input:not([type=hidden], [type=checkbox]), .page-links a, .answers-as a, label.tick-box)",
    );
    return [...targets]
      .filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < least - 0.5)
      .map((target) => `${target.outerHTML.slice(0, 80)}: ${target.getBoundingClientRect().height} px high`);
  }, FINGER_PX);
}
