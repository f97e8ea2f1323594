import { problem } from "./http.ts";
import { MEMBERS } from "./people.ts";
import { uuid } from "./random.ts";
import type { Routes } from "./routes.ts";
import { requireMe, signIn, signOut } from "./sessions.ts";
import { arrive, wakeAll } from "./world.ts";

function text(value: unknown): string {
  if (typeof value !== "string" || value.trim() === "") throw problem(422, "validation_error", "A field is missing");
  return value.trim();
}

export const accountRoutes: Routes = {
  "GET /auth/options": () => ({ dev_login: process.env.MOCK_DEV_LOGIN !== "0", google_login: false }),
  "GET /auth/csrf": ({ session }) => ({ csrf_token: session.csrf }),
  "POST /auth/dev/login": ({ body, response }) => {
    const session = signIn(text(body.email), text(body.organization_name));
    response.setHeader("set-cookie", `oss_session=${session.id}; Path=/; HttpOnly; SameSite=Lax`);
    return { ...session.me, session: { id: session.id, expires_at: "2027-01-01T00:00:00Z" }, csrf_token: session.csrf };
  },
  "POST /auth/logout": ({ session }) => signOut(session),
  "POST /auth/switch-org": ({ session, body }) => {
    const me = requireMe(session);
    const chosen = me.memberships.find((one) => one.organization_id === body.organization_id);
    if (!chosen) throw problem(404, "not_found", "Not found");
    me.organization = { ...me.organization, id: chosen.organization_id, name: chosen.organization_name };
    me.role = chosen.role;
    return me;
  },
  "GET /me": ({ session }) => requireMe(session),
  "GET /members": ({ session }) => {
    const me = requireMe(session);
    const own = { user_id: me.user.id, email: me.user.email, name: me.user.name, role: me.role };
    return { items: session.world.tickets.length === 0 ? [own] : [own, ...MEMBERS.filter(({ user_id }) => user_id !== me.user.id)], next_cursor: null };
  },
  "GET /queues": ({ session }) => ({
    items: session.world.queues.map((queue) => ({
      ...queue,
      open_count: session.world.tickets.filter((ticket) => ticket.assignee_queue_id === queue.id && ["new", "open", "pending"].includes(ticket.status)).length,
    })),
    next_cursor: null,
  }),
  "POST /queues": ({ session, body }) => {
    const name = text(body.name);
    if (session.world.queues.some((queue) => queue.name === name)) throw problem(409, "queue_exists", "Conflict", `There is a queue named ${name} already.`);
    const queue = { id: uuid(3, 100 + session.world.queues.length), name, open_count: 0 };
    session.world.queues.push(queue);
    return queue;
  },
  "GET /organization": ({ session }) => session.world.organization,
  "PATCH /organization": ({ session, body }) => Object.assign(session.world.organization, body),
  // Not part of the API: lets a test receive new mail, and time pass.
  "POST /mock/wake": ({ session }) => wakeAll(session.world),
  "POST /mock/arrive": ({ session, body }) => arrive(session.world, Number(body.count), body.named !== false),
};
