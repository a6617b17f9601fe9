import { z } from "zod";

const NAME = /^(\*\.)?[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u;

/**
 * Names of hosts, "*." before one for all below it. A port that stands with one is left out, for it says
 * nothing.
 */
export const hostNames = z.string().transform((list, context) => {
  const names = list.split(",").map((name) =>
    name
      .trim()
      .replace(/\.?(:\d+)?$/, "")
      .toLowerCase(),
  );
  for (const name of names.filter((name) => name !== "" && !NAME.test(name)))
    context.addIssue({
      code: "custom",
      message: `${JSON.stringify(name)} is no name like andon.plant.example`,
    });
  return names.filter(Boolean).map((name) => {
    const [, below = "", rest = ""] = /^(\*\.)?(.*)$/.exec(name) ?? [];
    return below + (URL.parse(`http://${rest}/`)?.hostname ?? rest);
  });
});

/** The address by which people reach this server, with the base path whether it was written or not. */
export function withBase(url: string, base: string): string {
  const { pathname } = new URL(url);
  return pathname.replace(/\/$/, "").endsWith(base) ? url : url + base;
}

/** The address by which people reach this server. */
export const publicUrl = z.string().transform((text, context) => {
  const url = URL.parse(text);
  const isWhole =
    url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (!isWhole) context.addIssue({ code: "custom", message: "must look like https://andon.plant.example" });
  return text.replace(/\/$/, "");
});
