import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";

/** Leads to the page that calls for help, for who may. @param machineId where it is needed, unless that is to be chosen */
export function CallLink({ site, machineId }: { site: Site; machineId?: string }) {
  if (!site.may("call")) return <></>;
  const where = machineId === undefined ? "" : `?${new URLSearchParams({ machine: machineId })}`;
  return (
    <a class="button" href={`${site.base}/call${where}`}>
      {text.calls.title}
    </a>
  );
}
