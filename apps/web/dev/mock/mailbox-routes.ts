import type { Mailbox } from "@/api/types";

import { problem } from "./http.ts";
import { advance, connect } from "./mailboxes.ts";
import type { Call, Routes } from "./routes.ts";
import { requireMe } from "./sessions.ts";
import { tell } from "./world.ts";

function find({ session, params }: Call): Mailbox {
  requireMe(session);
  const box = session.world.mailboxes.find((one) => one.id === params.id);
  if (!box) throw problem(404, "mailbox_not_found", "Not found", "There is no such mailbox.");
  return box;
}

const CONSENT = `<!doctype html><html lang="en"><title>Sign in - Mock accounts</title><link rel="icon" href="data:,"><body style="font:16px system-ui;max-width:28rem;margin:4rem auto">
<h1>Halden Ticketing wants to read your mail</h1><form method="get" action="/api/mock/consent/done"><button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button></form></body></html>`;

export const mailboxRoutes: Routes = {
  "GET /mailboxes": ({ session }) => {
    requireMe(session);
    session.world.mailboxes.forEach(advance);
    return { items: session.world.mailboxes, next_cursor: null };
  },
  "GET /mailboxes/:id/connectivity": (call) => {
    const box = find(call);
    if (box.error) return { status: box.status === "needs_reauth" ? "needs_reauth" : "error", profile_email: null, scopes: [], error: box.error };
    return { status: "ok", profile_email: box.email, scopes: ["https://www.googleapis.com/auth/gmail.readonly", "openid", "email"], error: null };
  },
  "POST /mailboxes/gmail/journal/oauth/start": ({ session }) => {
    requireMe(session);
    return { authorization_url: "/api/mock/consent" };
  },
  "GET /mock/consent": ({ response }) => void response.setHeader("content-type", "text/html").end(CONSENT),
  "GET /mock/consent/done": ({ session, query, response }) => {
    const allowed = query.get("answer") === "allow";
    const box = connect(session.world.mailboxes.length + 1);
    if (allowed) session.world.mailboxes.push(box);
    response.writeHead(303, { location: `/mailboxes/connected?${allowed ? `mailbox_id=${box.id}` : "error=access_denied"}` }).end();
  },
  "GET /mailboxes/:id/sync/status": (call) => find(call).sync,
  "POST /mailboxes/:id/sync/backfill": (call) => ({ job_type: "mailbox_backfill", job_id: find(call).sync.backfill.state === "running" ? null : "4711" }),
  "POST /mailboxes/:id/sync/history": (call) => {
    find(call).sync.history.last_synced_at = new Date().toISOString();
    return { job_type: "mailbox_history_sync", job_id: "4712" };
  },
  "POST /mailboxes/:id/sync/pause": (call) => {
    const box = find(call);
    box.status = "paused";
    box.paused_until = new Date(Date.now() + Number(call.query.get("minutes") ?? 30) * 60_000).toISOString();
    box.sync.paused_until = box.paused_until;
    tell(call.session.world, "mailbox", box.id);
    return box.sync;
  },
  "POST /mailboxes/:id/sync/resume": (call) => {
    const box = find(call);
    box.status = "connected";
    box.paused_until = null;
    box.sync.paused_until = null;
    tell(call.session.world, "mailbox", box.id);
    return box.sync;
  },
};
