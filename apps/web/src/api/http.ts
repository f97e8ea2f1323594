/**
 * The one way to the API: same origin under /api, cookies, the CSRF header on every write, problems as `ApiError`.
 * Retries and the sign-in redirect are decided in `query-client.ts`, nowhere else.
 */
import { NetworkError, problemOf } from "@/api/problem";

export const API_BASE = "/api";

type Scalar = string | number | boolean;
export type Query = Record<string, Scalar | readonly Scalar[] | null | undefined>;

let csrfToken: string | null = null;

/** Login answers with a fresh token; keep it. `null` makes the next write ask for one. */
export function rememberCsrf(token: string | null): void {
  csrfToken = token;
}

/** `/api` + path + query; repeated keys for arrays, nothing for null, undefined and the empty string. */
export function apiUrl(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    const values = Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar | null | undefined];
    for (const one of values) {
      if (one !== null && one !== undefined && one !== "") params.append(key, String(one));
    }
  }
  const search = params.toString();
  return `${API_BASE}${path}${search === "" ? "" : `?${search}`}`;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new NetworkError("The server cannot be reached.");
  }
}

async function parse<T>(response: Response): Promise<T> {
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (error) {
    // It broke off in the middle.
    if (error instanceof TypeError) throw new NetworkError("The server cannot be reached.");
    throw error;
  }
}

export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return parse<T>(await send(apiUrl(path, query), { headers: { accept: "application/json" }, signal: signal ?? null }));
}

/** A file as its bytes, with what its headers say. */
export async function getFile(path: string, signal?: AbortSignal): Promise<{ blob: Blob; headers: Headers }> {
  const response = await send(apiUrl(path), { signal: signal ?? null });
  if (!response.ok) throw await problemOf(response);
  return { blob: await response.blob(), headers: response.headers };
}

async function freshCsrf(): Promise<string> {
  const { csrf_token } = await get<{ csrf_token: string }>("/auth/csrf");
  csrfToken = csrf_token;
  return csrf_token;
}

async function write<T>(method: string, path: string, body?: unknown, query?: Query): Promise<T> {
  const attempt = async (token: string) => {
    const headers: Record<string, string> = { accept: "application/json", "x-csrf-token": token };
    if (body !== undefined) headers["content-type"] = "application/json";
    return send(apiUrl(path, query), { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  };
  const response = await attempt(csrfToken ?? (await freshCsrf()));
  if (response.status !== 403) return parse<T>(response);
  // Another tab signed in again: the cookie changed under us. Ask once more; nothing was done by a refused write.
  const problem = await problemOf(response);
  if (!problem.code.startsWith("csrf")) throw problem;
  return parse<T>(await attempt(await freshCsrf()));
}

/** The token that a write outside `fetch` (an upload with progress) has to carry. `fresh` asks for a new one. */
export async function csrfForWrite(fresh = false): Promise<string> {
  return fresh || csrfToken === null ? freshCsrf() : csrfToken;
}

/** Says something that nobody waits for, also while the page is being closed. What is lost is said again or expires. */
export function say(path: string, body: unknown): void {
  if (csrfToken === null) return;
  const headers = { "content-type": "application/json", "x-csrf-token": csrfToken };
  void fetch(apiUrl(path), { method: "POST", credentials: "same-origin", keepalive: true, headers, body: JSON.stringify(body) }).catch(() => undefined);
}

export const post = <T>(path: string, body?: unknown, query?: Query): Promise<T> => write<T>("POST", path, body, query);
export const patch = <T>(path: string, body: unknown): Promise<T> => write<T>("PATCH", path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => write<T>("PUT", path, body);
export const del = (path: string): Promise<undefined> => write<undefined>("DELETE", path);
