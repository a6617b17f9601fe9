/** A replay goes on from the moment that is shown: so says the page's address, and every new connection. */
export function followReplay(document: Document) {
  const moved = (address: string) => {
    const at = document.querySelector<HTMLInputElement>("#replay-at")?.value;
    const url = new URL(address);
    if (at) url.searchParams.set("at", at);
    return url.href;
  };
  document.addEventListener(
    "htmx:ws:before:connection",
    (event) => {
      const { connection } = (event as CustomEvent<{ connection: { url: string } }>).detail;
      connection.url = moved(connection.url);
    },
    true,
  );
  document.addEventListener("htmx:after:swap", () => {
    const href = moved(location.href);
    if (href !== location.href) history.replaceState(history.state, "", href);
  });
}
