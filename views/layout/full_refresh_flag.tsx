/** Whether the page asks for its whole table instead of what it has missed; the answer to that sets it back. */
export function FullRefreshFlag() {
  return <input type="hidden" id="whole" name="whole" value="0" autocomplete="off" />;
}
