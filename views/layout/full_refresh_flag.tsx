/**
 * Set by the page script to load the whole page state instead of the missed events; the response resets it.
 */
export function FullRefreshFlag() {
  return <input type="hidden" id="whole" name="whole" value="0" autocomplete="off" />;
}
