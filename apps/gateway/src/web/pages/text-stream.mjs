/** The text of an answer as it comes. By a reader, because not all browsers can iterate over a stream. */
export async function* textIn({ body }) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
