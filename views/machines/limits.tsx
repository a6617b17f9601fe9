import type { Site } from "../../src/http/page_context";
import { Layout } from "../layout/layout";
import { NeedsRole } from "../shared/reserved";
import { LimitsForm, type LimitsTyped } from "./limits_form";
import { text } from "../../src/words/text";

type LimitsProps = {
  site: Site;
  machineId: string;
  machineName: string;
  /** The URL that the form is sent to, and the URL of Cancel. */
  action: string;
  back: string;
  typed: LimitsTyped;
  errors: readonly string[];
};

/** The page to set the limits of a machine. */
export function LimitsPage({ site, machineName, ...form }: LimitsProps) {
  const title = text.limits.of(machineName);
  return (
    <Layout site={site} title={title}>
      <section class="panel" aria-labelledby="limits-title">
        <h2 id="limits-title">{title}</h2>
        <p>{text.limits.about}</p>
        <NeedsRole site={site} needs="configure" />
        <LimitsForm site={site} {...form} />
      </section>
    </Layout>
  );
}
