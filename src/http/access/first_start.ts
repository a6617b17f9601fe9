import type { Store } from "../../store/store";
import { signInLink } from "./link_address";
import type { AccessSettings } from "./site_access";

type Deps = {
  access: Pick<AccessSettings, "mode" | "publicUrl">;
  store: {
    people: Pick<Store["people"], "hasAdministrator">;
    oneUseLinks: Pick<Store["oneUseLinks"], "toFirstAdministrator">;
  };
};

/**
 * The line that says how the first administrator comes in, while there is none and ACCESS asks for people; undefined
 * otherwise. Its link holds for an hour and works once.
 * @param served the address under which this server answers, with its base path
 */
export async function firstStartLine({ access, store }: Deps, served: string): Promise<string | undefined> {
  if (access.mode === "open" || (await store.people.hasAdministrator())) return undefined;
  const key = await store.oneUseLinks.toFirstAdministrator();
  // Listening everywhere is no address to go to.
  const here = served.replace(/\/\/(0\.0\.0\.0|\[::\])/, "//localhost");
  return `Nobody is administrator yet: ${signInLink(access.publicUrl ?? here, key)} (works once, within the hour)`;
}

/** Prints the ready line, and after it how the first administrator comes in. */
export async function announceStart(deps: Deps, url: string, base: string): Promise<void> {
  console.log(`Andon is live at ${url}${base}`);
  const line = await firstStartLine(deps, url + base);
  if (line) console.log(line);
}
