import { expect, test } from "bun:test";
import { z } from "zod";
import { register, report } from "../support/actions";
import { whyNoBrowser } from "../support/browser";
import { describeNeeding } from "../support/needs";
import { startNginx, whyNoNginx } from "../support/nginx";
import { useAndon, useBrowser } from "../support/use";

/** A proxy as somebody writes it who has not read docs/operations.md. */
const configuration = (headers: string) => `
  pid /tmp/nginx.pid;
  events {}
  http {
    access_log off;
    error_log /tmp/error.log;
    client_body_temp_path /tmp/body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    upstream andon {
      server 127.0.0.1:8080;
    }
    server {
      listen 8080;
      location / {
        proxy_pass http://andon;
        ${headers}
      }
    }
  }`;

const HOST = "proxy_set_header Host $http_host;";
const UPGRADE = `proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";`;
/** Three tries beside answered polls; the page's own promise. */
const SAID_WITHIN_MS = 15_000;

describeNeeding([whyNoNginx, whyNoBrowser], "an nginx that does not pass all headers", () => {
  const andon = useAndon();
  const browser = useBrowser();
  const nginxWith = (headers: string) => startNginx(configuration(headers), [new URL(andon.url).host]);
  const socketHeaders = (origin: string) => ({
    origin,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  });
  const reasonOf = async (response: Response) =>
    z.object({ error: z.object({ message: z.string() }) }).parse(await response.json()).error.message;

  test.each([
    ["Upgrade", HOST, "removed the headers Upgrade and Connection"],
    ["Host", UPGRADE, "this server was asked as andon; a proxy in between has to pass Host"],
  ])(
    "without %s a page says that it is polled, and shows what happens all the same",
    async (_, headers, reason) => {
      await using nginx = await nginxWith(headers);
      const refused = await fetch(`${nginx.url}/live?page=board`, { headers: socketHeaders(nginx.url) });
      expect(await reasonOf(refused)).toContain(reason);
      const page = await browser.page();
      await page.goto(nginx.url);
      const opened = performance.now();
      await page.getByText("this address does not pass WebSockets").waitFor();
      expect(performance.now() - opened).toBeLessThan(SAID_WITHIN_MS);
      expect(await page.locator("#link-status").getAttribute("data-state")).toBe("reconnecting");
      const alarm = await report(andon, await register(andon, `Press-${crypto.randomUUID()}`));
      await page.waitForSelector(`#anomaly-rows [data-anomaly-id="${alarm}"]`);
    },
  );

  test("with both it is live", async () => {
    await using nginx = await nginxWith(`${HOST} ${UPGRADE}`);
    const { page } = await browser.live(nginx.url);
    expect(await page.locator("#link-status").innerText()).toBe("Live");
  });
});
