import type { CallState } from "../../domain/call/call";
import { isolateName } from "../isolate_name";

/** Calls for help: on the board, on the page that makes them, and what they are about. */
export const calls = {
  title: "Call for help",
  label: "Calls for help",
  /** The types that Andon has words for, by their ids. */
  type: {
    material: "Material",
    quality: "Quality",
    maintenance: "Maintenance",
    supervisor: "Supervisor",
    safety: "Safety",
  } as Readonly<Record<string, string>>,
  state: {
    open: "Nobody is coming yet",
    accepted: "Somebody is coming",
    arrived: "Somebody is there",
    resolved: "Resolved",
    cancelled: "Cancelled",
  } satisfies Record<CallState, string>,
  /** With who it was. */
  acceptedBy: (name: string, time: string) => `${isolateName(name)} is coming since ${time}`,
  arrivedBy: (name: string, time: string) => `${isolateName(name)} is there since ${time}`,
  calledBy: (name: string) => `called by ${isolateName(name)}`,
  since: (time: string) => `since ${time}`,
  accept: "I am coming",
  arrive: "I am here",
  resolve: "Resolved",
  cancel: "Cancel",
  /** The label of a button for screen readers. */
  on: (act: string, type: string, place: string) => `${act} (${type}, ${isolateName(place)})`,
  /** Causes of the types that Andon has words for, by their ids. */
  cause: {
    missing: "Missing",
    wrong: "Wrong part",
    damaged: "Damaged",
    late: "Late",
    out_of_tolerance: "Out of tolerance",
    surface: "Surface",
    first_part: "First part",
    question: "Question",
    mechanical: "Mechanical",
    electrical: "Electrical",
    tool: "Tool",
    setting: "Setting",
    staffing: "Staffing",
    decision: "Decision",
    other: "Other",
    injury: "Injury",
    near_miss: "Near miss",
    hazard: "Hazard",
    leak: "Leak",
  } as Readonly<Record<string, string>>,

  /** The page that makes them. */
  where: "Where is help needed?",
  machines: "Machines",
  areas: "Areas",
  choose: "Another place",
  callFor: (type: string) => `Call ${type}`,
  made: (type: string, time: string) => `${type} was called at ${time}`,
  /** By the page script, which puts the number in. */
  keptTemplate: "Not sent yet: {count}. It is kept here and sent as soon as the server answers.",
  unknown: "There is no such machine, area or type of call",
};
