import { holdFocus } from "./focus";

type Extension = {
  htmx_process_parts?(template: HTMLTemplateElement): void;
  handle_swap?(
    style: string,
    target: Element,
    fragment: DocumentFragment,
    spec: { sort?: string | null },
  ): boolean;
};
declare global {
  interface Window {
    htmx: { process(element: Element): void; registerExtension(name: string, extension: Extension): void };
  }
}

// Parts that are pushed to many places every second are small and wire nothing, so each just replaces the
// element with its id. As swaps of htmx, sixty machines would take a slow page a quarter of its time, for
// events nobody listens to.
window.htmx.registerExtension("parts", {
  htmx_process_parts({ content }) {
    // htmx calls this before its own event before a swap.
    const restoreFocus = holdFocus(document);
    for (const part of [...content.children]) document.getElementById(part.id)?.replaceWith(part);
    restoreFocus();
  },
});
