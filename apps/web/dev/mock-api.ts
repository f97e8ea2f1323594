/**
 * A believable API in memory, mounted into Vite's own server (`MOCK_API=1`): the web is developed and tested without
 * Python or PostgreSQL. It answers what contract §3 says; everything it serves is made by a seeded generator.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

import type { Connect, Plugin } from "vite";

import { openStream, Problem, readFile, readJson, sendJson, sendProblem } from "./mock/http.ts";
import { findRoute } from "./mock/routes.ts";
import { sessionOf } from "./mock/sessions.ts";

async function answer(request: IncomingMessage, response: ServerResponse, next: Connect.NextFunction): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (!url.pathname.startsWith("/api/")) {
    next();
    return;
  }
  const path = url.pathname.slice("/api".length);
  const session = sessionOf(request);
  try {
    if (path === "/events") {
      openStream(response, session.world);
      return;
    }
    const route = findRoute(request.method ?? "GET", path);
    const body = request.method === "GET" ? {} : await (path.endsWith("/uploads") ? readFile : readJson)(request);
    const result = route({ session, query: url.searchParams, body, response });
    await new Promise((resolve) => setTimeout(resolve, session.delayMs));
    if (!response.writableEnded) sendJson(response, result);
  } catch (error) {
    if (error instanceof Problem) sendProblem(response, error);
    else throw error;
  }
}

export function mockApi(): Plugin {
  const middleware: Connect.NextHandleFunction = (request, response, next) => {
    answer(request, response, next).catch(next);
  };
  return {
    name: "mock-api",
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}
