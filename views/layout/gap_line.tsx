import type { Gap } from "../../src/http/sockets/catch_up";
import { text } from "../../src/words/text";
import { plantTime } from "../shared/time";

/** A line about a time in which this page received no events. */
export function GapLine({ gap, timezone }: { gap: Gap; timezone: string }) {
  return (
    <p class="gap" data-gap={gap.kind}>
      {sentence(gap, timezone)}
    </p>
  );
}

function sentence(gap: Gap, timezone: string): string {
  if (gap.kind === "epoch") return text.gap.epoch(plantTime(gap.at, timezone));
  const from = plantTime(gap.from, timezone, gap.to);
  return text.gap.link(from, plantTime(gap.to, timezone), gap.caughtUp, gap.missing);
}
