import { raw } from "hono/html";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { PageHead } from "../layout/page_head";

const words = text.pairing;

type PairingProps = {
  site: Site;
  /** Undefined when too many screens wait. */
  code: string | undefined;
  /** It was paired, and was taken off the list. */
  wasPaired: boolean;
  /** What somebody who does not want to pair it may have instead. */
  otherwise: "board" | "person" | undefined;
  /** The page that this screen was opened with. */
  next: string;
  /** Where people reach this server, with its base path. */
  served: string;
};

/**
 * The code of a screen that is not paired, and where to enter it. It has no socket, and works without script.
 */
export function PairingPage({ site, code, wasPaired, otherwise, next, served }: PairingProps) {
  const address = `${served}/settings/devices`;
  return (
    <>
      {raw("<!doctype html>")}
      <html lang={text.language} data-theme={site.theme}>
        <PageHead site={site} title={words.title} />
        <body class="pairing">
          <main id="content">
            <h1>{site.plantName}</h1>
            <div id="pairing" role="status">
              {wasPaired && <p class="gone">{words.gone}</p>}
              {code === undefined ? (
                <p>{words.tooMany}</p>
              ) : (
                <p class="code" data-code={code}>
                  {words.code(code)}
                </p>
              )}
            </div>
            <p>
              {words.how} <b>{address}</b>
            </p>
            <p>{words.renews}</p>
            {otherwise && (
              <form method="post" action={`${site.base}/kiosk/pair/forget`}>
                <input type="hidden" name="next" value={next} />
                <button type="submit">{otherwise === "board" ? words.onlyBoard : words.noScreen}</button>
              </form>
            )}
          </main>
        </body>
      </html>
    </>
  );
}
