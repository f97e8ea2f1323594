import { NetworkError } from "@/api/problem";

/**
 * The answer to a question that may take `ms` milliseconds; `NetworkError` when it takes longer. It is given up as soon
 * as one of `lives` ends.
 */
export async function answerWithin<T>(ms: number, lives: readonly AbortSignal[], ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const control = new AbortController();
  const end = () => control.abort();
  const timer = setTimeout(end, ms);
  for (const life of lives) life.addEventListener("abort", end, { once: true });
  const ended = () => lives.some((life) => life.aborted);
  if (ended()) end();
  try {
    return await ask(control.signal);
  } catch (error) {
    throw control.signal.aborted && !ended() ? new NetworkError("The server did not answer in time.") : error;
  } finally {
    clearTimeout(timer);
    for (const life of lives) life.removeEventListener("abort", end);
  }
}
