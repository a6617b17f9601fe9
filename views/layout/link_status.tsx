import type { LinkWarning } from "../../src/live/link_warning";
import { text } from "../../src/words/text";

type LinkStatusProps = { link: LinkWarning; pollSeconds: number };

/**
 * Whether this page is live. It starts as connecting, because only an open socket proves more. The page
 * script sets the state and takes the words for it from the data-text attributes; while the page is live,
 * those of data-warning come before "live".
 */
export function LinkStatus({ link, pollSeconds }: LinkStatusProps) {
  return (
    <p
      id="link-status"
      role="status"
      data-state="connecting"
      data-bus={link.bus}
      data-warning={link.warning ?? ""}
      data-text-connecting={text.link.connecting}
      data-text-live={text.link.live}
      data-text-reconnecting={text.link.reconnecting}
      data-text-polling={text.link.polling(pollSeconds)}
      data-text-polled={text.link.polled(pollSeconds)}
      data-text-offline={text.link.offline}
    >
      <span data-words>{text.link.connecting}</span>
    </p>
  );
}
