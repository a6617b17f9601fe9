/** Where somebody calls from: a machine or an area, or a place that is still to be chosen. */
export type PlaceToCall =
  { kind: "machine" | "area"; id: string; name: string } | { kind: "none"; id: ""; name: "" };

export const NO_PLACE = { kind: "none", id: "", name: "" } as const satisfies PlaceToCall;
