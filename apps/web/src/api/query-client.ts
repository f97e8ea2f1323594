/** The one place that decides what is retried, and what happens when the session has ended. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { ApiError, NetworkError } from "@/api/problem";

const PASSING = new Set([408, 429, 502, 503, 504]);
const MAX_RETRIES = 3;
const MAX_DELAY_MS = 30_000;

/** Only what may pass by itself: no answer, overload, a restarting server. Never a client error. */
export function mayRetry(failures: number, error: Error): boolean {
  if (failures >= MAX_RETRIES) return false;
  return error instanceof NetworkError || (error instanceof ApiError && PASSING.has(error.status));
}

/** Milliseconds: what the server asked for, else 0.5 s doubling. */
export function retryDelay(failures: number, error: Error): number {
  if (error instanceof ApiError && error.retryAfter !== null) return Math.min(error.retryAfter * 1000, MAX_DELAY_MS);
  return Math.min(500 * 2 ** failures, MAX_DELAY_MS);
}

export function isUnauthenticated(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

/** @param onSignedOut called when any request of a page is answered with 401. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (isUnauthenticated(error)) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: mayRetry, retryDelay, staleTime: 15_000, refetchOnWindowFocus: true },
      // A write is never repeated blindly: its outcome may be unknown.
      mutations: { retry: false },
    },
  });
}
