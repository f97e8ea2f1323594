import type { SlaIn } from "@/api/types";

import { problem } from "./http.ts";
import type { Routes } from "./routes.ts";
import { requireMe } from "./sessions.ts";
import { tell } from "./world.ts";

function refuse(detail: string): never {
  throw problem(422, "invalid", "The input is not valid", detail);
}

function check({ business_hours: { time_zone, weekly = [] } }: SlaIn): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone: time_zone });
  } catch {
    refuse(`There is no time zone ${time_zone}.`);
  }
  if (weekly.some(({ start, end }) => start >= end)) refuse("Hours end after they begin.");
}

export const slaRoutes: Routes = {
  "GET /sla": ({ session }) => {
    requireMe(session);
    return session.world.sla;
  },
  "PUT /sla": ({ session, body }) => {
    if (requireMe(session).role !== "admin") throw problem(403, "role_too_low", "Forbidden", "Your role does not allow this.");
    const wanted = body as unknown as SlaIn;
    check(wanted);
    const { world } = session;
    const { updated_at, ...sla } = wanted;
    if (updated_at !== undefined && updated_at !== world.sla.updated_at) throw problem(409, "sla_changed", "The response times were changed by somebody else; read them again", "");
    world.sla = { ...sla, updated_at: new Date().toISOString() };
    for (const ticket of world.tickets.filter(({ status }) => status === "new" || status === "open")) {
      tell(world, "ticket", ticket.id);
    }
    return world.sla;
  },
};
