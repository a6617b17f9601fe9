import type { Site } from "../../src/http/page_context";
import { Layout } from "./layout";
import { text } from "../../src/words/text";

/** A page that could not be shown, and why in one sentence. Never a stack trace. */
export function ErrorPage({ site, status, sentence }: { site: Site; status: number; sentence?: string }) {
  const title = status === 404 ? text.notFoundTitle : text.errorTitle(status);
  return (
    <Layout site={site} title={title}>
      <section class="panel message">
        <h2>{title}</h2>
        <p>{sentence ?? (status === 404 ? text.notFound : text.failed)}</p>
        <p>
          <a class="button" href={`${site.base}/`}>
            {text.toBoard}
          </a>
        </p>
      </section>
    </Layout>
  );
}
