import type { Screen } from "../domain/screen";
import { Flash } from "../../views/layout/screen_flash";
import { swap } from "./frame";

/** A frame that makes one screen flash. Every page has the element for it. */
export function flashFrame(screen: Pick<Screen, "id" | "name" | "paired">): string {
  return swap("#found", String(<Flash screen={screen} />), "innerHTML");
}
