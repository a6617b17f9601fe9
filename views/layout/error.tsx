import type { Site } from "../../src/http/page_context";
import { Layout } from "./layout";
import { text } from "../../src/words/text";

/** The page of an error: its reason in one sentence, never a stack trace. */
export function ErrorPage({ site, status, sentence }: { site: Site; status: number; sentence?: string }) {
  const title = status === 404 ? text.errors.notFoundTitle : text.errors.title(status);
  return (
    <Layout site={site} title={title}>
      <section class="panel message">
        <h2>{title}</h2>
        <p>{sentence ?? (status === 404 ? text.errors.notFound : text.errors.failed)}</p>
        <p>
          <a class="button" href={`${site.base}/`}>
            {text.errors.toBoard}
          </a>
        </p>
      </section>
    </Layout>
  );
}
