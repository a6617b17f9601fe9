import { beforeAll, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { writeResetLink } from "../../../src/store/people/reset_link";
import { SOURCES } from "../../support/andon";
import { complaintsOfAxe } from "../../support/axe";
import { isLink, whyNoBrowser } from "../../support/browser";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const FINGER_PX = 48;
const REVOKED_WITHIN_MS = 10_000;
const folder = mkdtempSync(join(tmpdir(), "andon-pairing-"));

for (const ACCESS of ["closed", "view"] as const) {
  const DATABASE_URL = `sqlite://${join(folder, `${ACCESS}.db`)}`;

  describeNeeding([whyNoBrowser], `a kiosk that is paired, with ACCESS=${ACCESS}`, () => {
    const andon = useAndon({ ACCESS, DATABASE_URL, POLL_SECONDS: "1" }, SOURCES);
    const browser = useBrowser();
    let cookie = "";

    beforeAll(async () => {
      const key = await writeResetLink(DATABASE_URL, Date.now());
      const password = "correct horse battery";
      const body = new URLSearchParams({ key, name: "Ada", login: "ada", password });
      const made = await fetch(`${andon.url}/sign-in/link`, { method: "POST", body, redirect: "manual" });
      cookie = made.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    }, SLOW_MACHINE_MS);

    const api = (method: string, path: string, body?: object) =>
      fetch(`${andon.url}/api/v1${path}`, {
        method,
        body: body && JSON.stringify(body),
        headers: { cookie, "content-type": "application/json" },
      });
    const deviceNamed = async (name: string) => {
      const { devices } = (await (await api("GET", "/devices")).json()) as {
        devices: { id: string; name: string }[];
      };
      return devices.find((device) => device.name === name)!.id;
    };
    const codeOn = async (page: Page) =>
      (await page.locator("[data-code]").getAttribute("data-code", { timeout: 10_000 })) ?? "";
    /** The kiosk, or the page with its code where it shows without. */
    const opening = () => (ACCESS === "closed" ? "/kiosk" : "/kiosk/pair");

    /** Pairs a page that shows its code, and waits until it has gone to its own. */
    async function pair(page: Page, name: string) {
      const answer = await api("POST", "/devices", { code: await codeOn(page), name });
      expect(answer.status).toBe(201);
      await page.waitForURL("**/kiosk");
      await isLink(page, "live");
    }

    /** Every page that the browser was at. */
    function visits(page: Page): string[] {
      const visited: string[] = [];
      page.on("framenavigated", (frame) => visited.push(new URL(frame.url()).pathname));
      return visited;
    }

    test("shows its code, goes live when it is entered, and again after the server and the browser were restarted", async () => {
      const context = await browser.context();
      const page = await context.newPage();
      const visited = visits(page);
      await page.goto(`${andon.url}${opening()}`);
      await pair(page, "Wall 1");
      expect(await page.locator("h1").innerText()).toBe("Wall 1");
      await andon.stop();
      await page.waitForSelector('#link-status:not([data-state="live"])');
      await andon.start();
      await isLink(page, "live");
      const storageState = await context.storageState();
      await context.close();
      const again = await (await browser.context({ storageState })).newPage();
      const later = visits(again);
      await again.goto(`${andon.url}/kiosk`);
      await isLink(again, "live");
      expect(await again.locator("h1").innerText()).toBe("Wall 1");
      expect([...visited, ...later].filter((path) => path.includes("sign-in"))).toEqual([]);
      // Diagnostics name it.
      const html = await (await fetch(`${andon.url}/diagnostics`, { headers: { cookie } })).text();
      expect(html).toMatch(/Wall 1 <small>paired/);
    });

    test("keeps its code through a restart of the server, without hands", async () => {
      const page = await browser.page();
      await page.goto(`${andon.url}${opening()}`);
      const code = await codeOn(page);
      await andon.stop();
      await page.waitForTimeout(0);
      await andon.start();
      expect(await codeOn(page)).toBe(code);
      await pair(page, "Wall 2");
    });

    test("says within ten seconds that it was taken off the list, and is paired again by the code beside it", async () => {
      const page = await browser.page();
      const visited = visits(page);
      await page.goto(`${andon.url}${opening()}`);
      await pair(page, "Wall 3");
      const id = await deviceNamed("Wall 3");
      const revokedAt = performance.now();
      expect((await api("DELETE", `/devices/${id}`)).status).toBe(204);
      await page.waitForSelector("text=This screen was taken off the list.");
      const afterMs = performance.now() - revokedAt;
      console.log(`ACCESS=${ACCESS}: said ${Math.round(afterMs)} ms after it was revoked`);
      expect(afterMs).toBeLessThan(REVOKED_WITHIN_MS);
      expect(await page.locator("#pairing").innerText()).toMatch(
        /This screen was taken off the list\.\s+Code: \d{6}/,
      );
      await pair(page, "Wall 3 again");
      expect(visited.filter((path) => path.includes("sign-in"))).toEqual([]);
    });

    test("works without script", async () => {
      const page = await browser.page({ javaScriptEnabled: false });
      await page.goto(`${andon.url}${opening()}`);
      const answer = await api("POST", "/devices", { code: await codeOn(page), name: "Old wall" });
      expect(answer.status).toBe(201);
      await page.waitForURL("**/kiosk", { timeout: 30_000 });
      expect(await page.locator("h1").innerText()).toBe("Old wall");
    });

    test("both its page and that of the screens are clean for axe, with targets for fingers", async () => {
      const page = await browser.page({ viewport: { width: 1280, height: 800 } });
      await page.goto(`${andon.url}/kiosk/pair`);
      await codeOn(page);
      expect(await complaintsOfAxe(page)).toEqual([]);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/pairing-${ACCESS}.png` });
      for (const button of await page.locator("button:visible, a:visible").all())
        expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(FINGER_PX);
      const [name = "", value = ""] = cookie.split("=");
      await page.context().addCookies([{ name, value, url: andon.url }]);
      for (const width of [800, 375]) {
        await page.setViewportSize({ width, height: 1280 });
        await page.goto(`${andon.url}/settings/devices`);
        await page.waitForSelector("tr[data-device]");
        expect(await complaintsOfAxe(page)).toEqual([]);
        if (process.env.SHOTS)
          await page.screenshot({
            path: `${process.env.SHOTS}/devices-${ACCESS}-${width}.png`,
            fullPage: true,
          });
        for (const target of await page
          .locator("main :is(button, input:not([type=checkbox]), select, a):visible")
          .all())
          expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(FINGER_PX);
      }
    });
  });
}
