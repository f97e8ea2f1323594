/** Which function answers which path. */
import type { ServerResponse } from "node:http";

import { accountRoutes } from "./account-routes.ts";
import { attentionRoutes } from "./attention-routes.ts";
import { problem } from "./http.ts";
import { fileRoutes } from "./file-routes.ts";
import { listRoutes } from "./list-routes.ts";
import { mailboxRoutes } from "./mailbox-routes.ts";
import { opsRoutes } from "./ops-routes.ts";
import { replyRoutes } from "./reply-routes.ts";
import { sendingRoutes } from "./sending-routes.ts";
import { slaRoutes } from "./sla-routes.ts";
import type { Session } from "./sessions.ts";
import { ticketRoutes } from "./ticket-routes.ts";

export interface Call {
  session: Session;
  query: URLSearchParams;
  body: Record<string, unknown>;
  response: ServerResponse;
  params: Record<string, string>;
}

/** Path patterns with `:name` parts, in order of precedence. */
export type Routes = Record<string, (call: Call) => unknown>;

const compiled = Object.entries({ ...slaRoutes, ...sendingRoutes, ...replyRoutes, ...attentionRoutes, ...accountRoutes, ...mailboxRoutes, ...opsRoutes, ...listRoutes, ...fileRoutes, ...ticketRoutes }).map(([pattern, run]) => {
  const [method = "GET", path = "/"] = pattern.split(" ");
  return { method, regex: new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`), run };
});

export function findRoute(method: string, path: string): (call: Omit<Call, "params">) => unknown {
  for (const route of compiled) {
    const match = route.method === method ? route.regex.exec(path) : null;
    if (match) return (call) => route.run({ ...call, params: { ...match.groups } });
  }
  throw problem(404, "not_found", "Not found");
}
