import { expect, test } from "bun:test";
import { complaintsOfAxe } from "./axe";
import { whyNoBrowser } from "./browser";
import { describeNeeding } from "./needs";
import { useBrowser } from "./use";

const PALE = `<html lang="en"><title>x</title><style>
  @media (prefers-color-scheme: dark) { main { background: #222; color: #333 } }
</style><main><h1>Hello</h1>IMAGE</main>`;

describeNeeding([whyNoBrowser], "axe", () => {
  const browser = useBrowser();

  test("complains about a picture without a name, and about the theme whose text is too pale", async () => {
    const page = await browser.page();
    await page.setContent(PALE.replace("IMAGE", '<img src="x.png">'));
    const complaints = (await complaintsOfAxe(page)).map((complaint) => complaint.split(" — ")[0]);
    expect(complaints).toEqual(['image-alt: <img src="x.png">', "dark: color-contrast: <h1>Hello</h1>"]);
  });
});
