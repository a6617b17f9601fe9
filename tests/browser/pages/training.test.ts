import { beforeAll, expect, test } from "bun:test";
import { register, sendPast } from "../../support/actions";
import { whyNoBrowser } from "../../support/browser";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

describeNeeding([whyNoBrowser], "training in a browser", () => {
  const andon = useAndon();
  const browser = useBrowser();

  beforeAll(async () => {
    await register(andon, "Press-1");
    await sendPast(andon, "Press-1");
  }, SLOW_MACHINE_MS);

  test("a training on 90 days of hours is seen to start, to take at least four steps, and to complete", async () => {
    const { page, complaints } = await browser.live(`${andon.url}/training`);
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      const look = () => {
        const job = document.querySelector("[data-training-job]");
        const now = `${job?.getAttribute("data-status")} ${job?.querySelector("progress")?.value ?? ""}`;
        if (job && seen.at(-1) !== now) seen.push(now);
      };
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    });
    await andon.send("POST", "/api/v1/baseline/train", { machine_id: "Press-1" });
    await page.waitForSelector('[data-training-job][data-status="completed"]');
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    expect(seen[0]).toBe("running 0");
    expect(seen.filter((state) => /^running [1-9]/.test(state)).length).toBeGreaterThanOrEqual(4);
    expect(seen.at(-1)).toBe("completed ");
    expect(await page.locator("#toasts").innerText()).toContain("Press-1");
    expect(await page.locator("#model-rows > tr").innerText()).toContain("total_production_count");
    await page.waitForSelector('#toasts > [data-severity="success"]');
    expect(complaints).toEqual([]);
  });

  test("without script a training is started and cancelled by plain forms", async () => {
    const page = await browser.page({ javaScriptEnabled: false });
    await page.goto(`${andon.url}/training`);
    await page.selectOption("[name=machine]", { label: "Press-1" });
    await page.click("form[action$='/training/start'] button");
    await page.click("[data-training-job] button[name=job]");
    await page.waitForSelector('[data-training-job][data-status="cancelled"]');
    expect(await page.locator("[data-training-job]").first().innerText()).toContain("Cancelled");
  });
});
