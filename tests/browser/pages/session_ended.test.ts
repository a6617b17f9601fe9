import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { openStore } from "../../../src/store/open";
import { isLink, whyNoBrowser } from "../../support/browser";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";
import { wordCause } from "../../support/words";

const PASSWORD = "correct horse battery";

for (const ACCESS of ["view", "closed"] as const)
  describeNeeding(
    [whyNoBrowser],
    `with ACCESS=${ACCESS}, an operator whose session was ended elsewhere`,
    () => {
      const DATABASE_URL = `sqlite://${join(mkdtempSync(join(tmpdir(), "andon-ended-")), "andon.db")}`;
      let token = "";
      const andon = useAndon(async () => {
        token = await fill(DATABASE_URL);
        return { ACCESS, DATABASE_URL };
      });
      const browser = useBrowser();

      async function report(): Promise<string> {
        const reported = {
          anomaly_type: "spike",
          severity: "critical",
          detected_at: new Date().toISOString(),
        };
        const answer = await fetch(`${andon.url}/api/v1/anomaly/create`, {
          method: "POST",
          body: JSON.stringify({ machine_id: "Press-1", ...reported }),
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        });
        return ((await answer.json()) as { anomaly_id: string }).anomaly_id;
      }

      async function signIn(page: Page, login: string) {
        await page.fill("#login", login);
        await page.fill("#password", PASSWORD);
        await page.keyboard.press("Enter");
      }

      /** A page of somebody who has signed in, live. */
      async function signedIn(login: string, path: string): Promise<Page> {
        const page = await browser.page();
        await page.goto(`${andon.url}/sign-in?next=${encodeURIComponent(path)}`);
        await signIn(page, login);
        await page.waitForURL(`**${path}`);
        return page;
      }

      test("is led to the sign-in by the answer, and comes back to the alarms", async () => {
        const id = await report();
        const page = await signedIn("ada", "/anomalies?severity=critical");
        await isLink(page, "live");
        const button = page.locator(`tr[data-anomaly-id="${id}"] button[name=acknowledge]`);
        await button.waitFor();
        // With ACCESS closed its socket is closed within seconds: the answer comes before.
        const elsewhere = await signedIn("ada", "/settings/me");
        await elsewhere.locator("button[name=end][value=all]").click();
        await button.click();
        await page.waitForURL("**/sign-in?next=*");
        expect(await page.locator("#login").isVisible()).toBe(true);
        await signIn(page, "ada");
        await page.waitForURL("**/anomalies?severity=critical");
        const row = page.locator(`tr[data-anomaly-id="${id}"]`);
        expect(await row.getAttribute("data-state")).toBe("new");
        await row.locator("button[name=acknowledge]").click();
        await page.locator(`tr[data-anomaly-id="${id}"][data-state=acknowledged]`).waitFor();
      });

      test("and one who may only look from now on is told so by the answer", async () => {
        const id = await report();
        const page = await signedIn("bob", "/anomalies");
        await isLink(page, "live");
        const administrator = await signedIn("root", "/settings/people");
        const line = administrator.locator("tr[data-person]", { hasText: "Bob" });
        await line.locator("select[name=role]").selectOption("viewer");
        await line.locator("button", { hasText: "Save" }).first().click();
        await administrator.waitForLoadState();
        await page.locator(`tr[data-anomaly-id="${id}"] button[name=acknowledge]`).click();
        await page.locator("#toasts [data-not-sent]", { hasText: "needs the role operator" }).waitFor();
        expect(await page.locator(`tr[data-anomaly-id="${id}"]`).getAttribute("data-state")).toBe("new");
      });
    },
  );

/** An administrator, two operators, and a machine. @returns a token that may report alarms */
async function fill(url: string): Promise<string> {
  const store = await openStore({ url, now: Date.now, newId: () => Bun.randomUUIDv7(), wordCause });
  for (const [name, role] of [
    ["Root", "administrator"],
    ["Ada", "operator"],
    ["Bob", "operator"],
  ] as const) {
    const { id } = await store.people.add({ name, login: name.toLowerCase(), role });
    await store.people.setPassword(id, PASSWORD);
  }
  await store.machines.add({ name: "Press-1" });
  const { secret } = await store.tokens.add({ name: "Gateway", scopes: ["readings"], expires_at: null });
  await store.close();
  return secret;
}
