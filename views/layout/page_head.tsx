import type { Site } from "../../src/http/page_context";
import { THEME_COLORS } from "./theme_colors";

/**
 * The page's own script reconnects, for ever and with its own pauses, so the extension must not. Indicator
 * styles would be inline styles, which the content security policy forbids.
 */
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorCSS: false,
  history: false,
  ws: {
    reconnect: false,
    pauseOnBackground: false,
    reconnectDelay: 1000,
    reconnectMaxDelay: 30_000,
    reconnectCodes: [1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 1014],
  },
});

/** The head of every page. */
export function PageHead({ site, title }: { site: Site; title: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <title>{`${title} · ${site.plantName}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content={site.theme ?? "light dark"} />
      <meta name="andon-build" content={site.build} />
      <meta name="htmx-config" content={HTMX_CONFIG} />
      {/* For browsers without script, and for those where it fails to run: the script removes it. */}
      {!site.still && <meta http-equiv="refresh" content={site.nextUrl ? `10;url=${site.nextUrl}` : "10"} />}
      {site.icon && <link rel="icon" href={site.icon} type="image/svg+xml" />}
      <ThemeColor theme={site.theme} />
      {site.touchIcon && <link rel="apple-touch-icon" href={site.touchIcon} />}
      {/* With credentials, because a proxy may require them. */}
      {site.manifest && <link rel="manifest" href={site.manifest} crossorigin="use-credentials" />}
      <link rel="stylesheet" href={site.css} />
      {site.pageCss && <link rel="stylesheet" href={site.pageCss} />}
      {site.answering && <link rel="stylesheet" href={site.answering.css} />}
      <script type="module" src={site.script} />
      {site.pageScript && <script type="module" src={site.pageScript} />}
      {site.answering && <script type="module" src={site.answering.script} />}
    </head>
  );
}

/** The color of the browser's own bars. */
function ThemeColor({ theme }: Pick<Site, "theme">) {
  if (theme) return <meta name="theme-color" content={THEME_COLORS[theme]} />;
  return (
    <>
      {(["light", "dark"] as const).map((scheme) => (
        <meta name="theme-color" content={THEME_COLORS[scheme]} media={`(prefers-color-scheme: ${scheme})`} />
      ))}
    </>
  );
}
