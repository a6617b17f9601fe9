import { holdFocus } from "./focus";

type Extension = { htmx_process_parts(template: HTMLTemplateElement): void };
declare global {
  interface Window {
    htmx: { process(element: Element): void; registerExtension(name: string, extension: Extension): void };
  }
}

// What is pushed to many places every second is small and wires nothing: it is only put in the place of what has its
// id. As swaps of htmx sixty machines would take a slow page a quarter of its time for events that nobody hears.
window.htmx.registerExtension("parts", {
  htmx_process_parts({ content }) {
    // htmx calls this before it tells that it swaps.
    const giveBackFocus = holdFocus(document);
    for (const part of [...content.children]) document.getElementById(part.id)?.replaceWith(part);
    giveBackFocus();
  },
});
