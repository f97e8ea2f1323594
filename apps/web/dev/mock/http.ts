import type { IncomingMessage, ServerResponse } from "node:http";

import type { World } from "./world.ts";

/** Thrown by a route, answered as problem+json. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail?: string,
    readonly extra?: object,
  ) {
    super(title);
  }
}

export function problem(status: number, code: string, title: string, detail?: string, extra?: object): Problem {
  return new Problem(status, code, title, detail, extra);
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A file that is uploaded: its bytes and type. */
export async function readFile(request: IncomingMessage): Promise<Record<string, unknown>> {
  return { bytes: await readBytes(request), type: request.headers["content-type"] ?? "" };
}

export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = (await readBytes(request)).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

export function sendJson(response: ServerResponse, body: unknown): void {
  response.statusCode = body === undefined ? 204 : 200;
  response.setHeader("content-type", "application/json");
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

export function sendProblem(response: ServerResponse, { status, code, title, detail, extra }: Problem): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/problem+json");
  response.setHeader("x-request-id", "mock-request");
  response.end(JSON.stringify({ type: "about:blank", status, code, title, detail, ...extra }));
}

/** Server-sent events of one world, with the heartbeat the real API sends. */
export function openStream(response: ServerResponse, world: World): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": connected\n\n");
  const beat = setInterval(() => response.write(": beat\n\n"), 15_000);
  const listener = (topic: string, id: string | null) =>
    response.write(`event: change\ndata: ${JSON.stringify({ topic, id })}\n\n`);
  world.listeners.add(listener);
  response.on("close", () => {
    clearInterval(beat);
    world.listeners.delete(listener);
  });
}
