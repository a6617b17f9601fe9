const encoder = new TextEncoder();

/** The body of an answer that is written while it is read, a page at a time. */
export function textStream(pages: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pages.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => void pages.return(),
  });
}
