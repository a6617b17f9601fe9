import { text } from "../../src/words/text";
import { plantMinute } from "../shared/time";

type LinkStatusProps = { busAwaySince?: number; timezone: string; pollSeconds: number };

/**
 * Whether this page is live. It starts as connecting, because only an open socket proves more. The page
 * script sets the state and takes the words for it from the data-text attributes.
 */
export function LinkStatus({ busAwaySince, timezone, pollSeconds }: LinkStatusProps) {
  const away = busAwaySince === undefined ? undefined : plantMinute(busAwaySince, timezone);
  return (
    <p
      id="link-status"
      role="status"
      data-state="connecting"
      data-bus={away === undefined ? "ok" : "away"}
      data-text-connecting={text.link.connecting}
      data-text-live={text.link.live}
      data-text-reconnecting={text.link.reconnecting}
      data-text-polling={text.link.polling(pollSeconds)}
      data-text-offline={text.link.offline}
      data-text-bus-away={text.link.busAway}
      data-text-away={away && text.link.busAway.replace("{time}", away)}
    >
      <span data-words>{text.link.connecting}</span>
    </p>
  );
}
