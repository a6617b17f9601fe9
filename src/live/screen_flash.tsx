import { Flash } from "../../views/layout/screen_flash";
import { swap } from "./frame";

/** A frame that makes one screen flash. Every page has the element for it. */
export function flashFrame(screen: { id: string; name: string | null }): string {
  return swap("#found", String(<Flash screen={screen} />), "innerHTML");
}
