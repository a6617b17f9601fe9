/** The icons of an installed Andon, made afresh from static/icons/icon.svg: `bun run icons`. */
import { startBrowser } from "../support/browser";

/**
 * A system may cut a maskable icon to any shape that holds four fifths of it, so its ground goes to the edge.
 */
const ICONS = [
  { name: "icon-192", size: 192, ground: "transparent", share: 1 },
  { name: "icon-512", size: 512, ground: "transparent", share: 1 },
  { name: "icon-maskable", size: 512, ground: "#1d2125", share: 0.9 },
];

const svg = await Bun.file("static/icons/icon.svg").text();
const browser = await startBrowser();
for (const { name, size, ground, share } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const side = size * share;
  await page.setContent(
    `<body style="margin:${(size - side) / 2}px;background:${ground}">${svg.replace("<svg", `<svg width="${side}" style="display:block"`)}`,
  );
  await page.screenshot({ path: `static/icons/${name}.png`, omitBackground: ground === "transparent" });
  await page.close();
}
await browser.close();
