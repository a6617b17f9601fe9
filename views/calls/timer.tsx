/**
 * How long somebody waits. The digits run by the style alone; the page script only says once where they begin. Without
 * script nothing is seen of it, and the time of the call stands beside it.
 * @param from epoch milliseconds
 */
export function Timer({ from }: { from: number }) {
  return (
    <span class="timer" data-from={String(from)} aria-hidden="true">
      {["hours", "minute-tens", "minutes", "second-tens", "seconds"].map((digit) => (
        <span class={`digit ${digit}`} />
      ))}
    </span>
  );
}
