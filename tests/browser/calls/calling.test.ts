import { beforeAll, expect, test } from "bun:test";
import { register } from "../../support/actions";
import { whyNoBrowser } from "../../support/browser";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const PHONE = { viewport: { width: 390, height: 844 } };
/** Of a call on every screen: half a second, by a machine that does nothing else. */
const SHOWN_WITHIN_MS = 2_000;

describeNeeding([whyNoBrowser], "a call for help", () => {
  const andon = useAndon();
  const browser = useBrowser();
  let machine: string;
  beforeAll(async () => void (machine = await register(andon, "Press-1")), SLOW_MACHINE_MS);

  test("is pressed on a phone, stands on wall and tablet once, and is accepted, arrived at and resolved there", async () => {
    const wall = await browser.live(`${andon.url}/kiosk`);
    const tablet = await browser.live(andon.url);
    const phone = await browser.page(PHONE);
    await phone.goto(`${andon.url}/call?machine=Press-1`);
    const pressedAt = performance.now();
    await phone.getByRole("button", { name: "Material" }).click();
    const cards = [wall, tablet].map(({ page }) => page.locator("#calls > [data-call-type=material]"));
    await Promise.all(cards.map((card) => card.waitFor()));
    const shownAfter = performance.now() - pressedAt;
    console.log(`a call stands on wall and tablet after ${shownAfter.toFixed(0)} ms`);
    expect(shownAfter).toBeLessThan(SHOWN_WITHIN_MS);
    await phone.getByText("Material was called at").waitFor();

    // Pressed again it is the same call.
    await phone.getByRole("button", { name: "Material" }).click();
    const state = (name: string) => (page: typeof wall.page) =>
      page.locator(`#calls > [data-call-type=material][data-state=${name}]`).waitFor();
    const everywhere = (name: string) => Promise.all([wall, tablet].map(({ page }) => state(name)(page)));
    await tablet.page.locator("#answers-as, [name=by]").first().fill("Ada");
    await tablet.page.getByRole("button", { name: /^I am coming/ }).click();
    await everywhere("accepted");
    for (const card of cards) expect(await card.count()).toBe(1);
    await tablet.page.getByRole("button", { name: /^I am here/ }).click();
    await everywhere("arrived");
    expect(await cards[0]!.innerText()).toContain("Ada");
    await phone.getByText("Somebody is there").waitFor();
    await tablet.page.locator("#calls summary").click();
    await tablet.page.getByRole("button", { name: "Missing" }).click();
    for (const { page } of [wall, tablet]) await page.locator("#calls").waitFor({ state: "hidden" });
    const { calls } = (await (await fetch(`${andon.url}/api/v1/calls`)).json()) as { calls: unknown[] };
    expect(calls).toEqual([]);
  });

  test("works without script, and a timer runs by the style alone", async () => {
    const context = await browser.context({ ...PHONE, javaScriptEnabled: false });
    const phone = await context.newPage();
    await phone.goto(`${andon.url}/call`);
    await phone.getByRole("link", { name: "Press-1" }).click();
    await phone.getByRole("button", { name: "Quality" }).click();
    await phone.getByText("Quality was called at").waitFor();
    const { page } = await browser.live(`${andon.url}/?machine=${machine}`);
    const seconds = page.locator("#calls [data-call-type=quality] .timer.running .seconds");
    await seconds.waitFor();
    const place = () => seconds.evaluate((digit) => getComputedStyle(digit, "::before").transform);
    const before = await place();
    await page.waitForFunction(
      (was) =>
        getComputedStyle(document.querySelector("#calls [data-call-type=quality] .seconds")!, "::before")
          .transform !== was,
      before,
    );
  });

  test("pressed while the server is away it is kept, also over a restart of the page, and sent with its time", async () => {
    const phone = await browser.page(PHONE);
    await phone.goto(`${andon.url}/call?machine=Press-1`);
    await andon.kill();
    const pressedAt = Date.now();
    await phone.getByRole("button", { name: "Supervisor" }).click();
    await phone.getByText("Not sent yet: 1").waitFor();
    await andon.start();
    await phone.getByText("Supervisor was called at").waitFor();
    const { calls } = (await (await fetch(`${andon.url}/api/v1/calls`)).json()) as {
      calls: { call_type: string; opened: { at: string } }[];
    };
    const [made] = calls.filter(({ call_type }) => call_type === "supervisor");
    expect(Math.abs(Date.parse(made?.opened.at ?? "") - pressedAt)).toBeLessThan(1_500);
  });
});
