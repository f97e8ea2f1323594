import { beforeEach, describe, expect, it, vi } from "vitest";

import { apiUrl, get, post, rememberCsrf } from "@/api/http";
import { ApiError, NetworkError } from "@/api/problem";
import { mayRetry, retryDelay } from "@/api/query-client";

const fetchMock = vi.fn<typeof fetch>();
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": status < 400 ? "application/json" : "application/problem+json", ...headers } });
const tokenSent = (call: number) => (fetchMock.mock.calls[call]?.[1]?.headers as Record<string, string> | undefined)?.["x-csrf-token"];

beforeEach(() => {
  fetchMock.mockReset();
  vi.stubGlobal("fetch", fetchMock);
  rememberCsrf(null);
});

it("repeats a key for each value and leaves out what is not said", () => {
  expect(apiUrl("/tickets", { status: ["new", "open"], q: "", cursor: null, tag: undefined, limit: 50 })).toBe("/api/tickets?status=new&status=open&limit=50");
});

it("takes an answer that broke off for none, and one that is no JSON for what it is", async () => {
  const begun = new TextEncoder().encode('{"items":');
  const answer = (end: (control: ReadableStreamDefaultController) => void) => {
    const start = (control: ReadableStreamDefaultController) => {
      control.enqueue(begun);
      end(control);
    };
    return new Response(new ReadableStream({ start }));
  };
  fetchMock.mockResolvedValueOnce(answer((control) => control.error(new TypeError("network error")))).mockResolvedValueOnce(answer((control) => control.close()));
  await expect(get("/a")).rejects.toBeInstanceOf(NetworkError);
  await expect(get("/a")).rejects.toBeInstanceOf(SyntaxError);
});

describe("writes", () => {
  it("ask for a CSRF token once and keep it", async () => {
    fetchMock.mockResolvedValueOnce(json(200, { csrf_token: "t1" })).mockResolvedValueOnce(json(200, {})).mockResolvedValueOnce(json(200, {}));
    await post("/a");
    await post("/b");
    expect(fetchMock).toHaveBeenCalledTimes(3);
    expect([tokenSent(1), tokenSent(2)]).toEqual(["t1", "t1"]);
  });

  it("take a new token once when another tab has changed it", async () => {
    rememberCsrf("old");
    fetchMock.mockResolvedValueOnce(json(403, { code: "csrf_failed" })).mockResolvedValueOnce(json(200, { csrf_token: "new" })).mockResolvedValueOnce(json(200, { ok: true }));
    await expect(post("/a")).resolves.toEqual({ ok: true });
    expect(tokenSent(2)).toBe("new");
  });

  it("do not repeat a refusal that is about the role", async () => {
    rememberCsrf("t");
    fetchMock.mockResolvedValueOnce(json(403, { code: "role_forbids", detail: "Only administrators." }));
    await expect(post("/a")).rejects.toMatchObject({ code: "role_forbids", message: "Only administrators." });
    expect(fetchMock).toHaveBeenCalledTimes(1);
  });
});

describe("errors", () => {
  it("reads problem+json with its fields", async () => {
    fetchMock.mockResolvedValueOnce(json(422, { title: "Invalid", code: "validation_error", errors: [{ loc: ["body", "email"], msg: "bad" }] }, { "x-request-id": "r1" }));
    const error = await get("/x").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ requestId: "r1", problem: { errors: [{ field: "email", message: "bad" }] } });
  });

  it("makes a problem of a proxy's HTML page", async () => {
    fetchMock.mockResolvedValueOnce(new Response("<h1>Bad gateway</h1>", { status: 502 }));
    await expect(get("/x")).rejects.toMatchObject({ status: 502, code: "http_502" });
  });

  it("tells a missing server from an angry one", async () => {
    fetchMock.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    await expect(get("/x")).rejects.toBeInstanceOf(NetworkError);
  });
});

describe("retries", () => {
  const error = (status: number, retryAfter: number | null = null) => new ApiError({ title: "", status, detail: null, code: "", errors: [] }, retryAfter, null);

  it.each([400, 401, 403, 404, 409, 422, 500])("never after %i", (status) => expect(mayRetry(0, error(status))).toBe(false));
  it.each([429, 502, 503, 504])("after %i, three times", (status) => {
    expect(mayRetry(2, error(status))).toBe(true);
    expect(mayRetry(3, error(status))).toBe(false);
  });
  it("wait as long as the server asks", () => {
    expect(retryDelay(0, error(429, 7))).toBe(7000);
    expect(retryDelay(2, new NetworkError())).toBe(2000);
  });
});
