/** The address follows the chart as it is moved, so that a reload or a copied link shows the same. */
export function followChart(document: Document) {
  document.addEventListener("htmx:after:swap", () => {
    const url = document.querySelector<HTMLElement>("#chart")?.dataset.url;
    const isNew = url !== undefined && url !== location.pathname + location.search;
    if (isNew) history.replaceState(history.state, "", url);
  });
}
