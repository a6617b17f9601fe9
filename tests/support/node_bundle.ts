/**
 * Bundles a program for Node, which reads neither TypeScript nor JSX of ours.
 * @returns the path of the bundle
 */
export async function bundleForNode(entry: string, outdir: string): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    target: "node",
    format: "esm",
    naming: "[name].mjs",
    outdir,
  });
  return outputs[0]!.path;
}

/** Why nothing can be run on Node here; undefined when it can. Throws when the whole suite was asked for. */
export function whyNoNode(): string | undefined {
  if (Bun.which("node")) return undefined;
  const reason = "Node is not installed";
  if (process.env.ANDON_TESTS_COMPLETE === "1") throw new Error(reason);
  return reason;
}
