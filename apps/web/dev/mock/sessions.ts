import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

import type { Me, Role } from "@/api/types";

import { problem } from "./http.ts";
import { MEMBERS } from "./people.ts";
import type { World } from "./world.ts";
import { makeWorld } from "./world.ts";

export interface Session {
  id: string;
  me: Me | null;
  csrf: string;
  world: World;
  delayMs: number;
}

const sessions = new Map<string, Session>();
const nobody: World = makeWorld({ empty: true });

/** Loads a page for humans to look at: the delay makes loading states visible. */
const DELAY_MS = Number(process.env.MOCK_DELAY_MS ?? 25);

export function sessionOf(request: IncomingMessage): Session {
  const id = /oss_session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
  const known = id === undefined ? undefined : sessions.get(id);
  return known ?? { id: "", me: null, csrf: "anonymous", world: nobody, delayMs: DELAY_MS };
}

const shared = new Map<string, World>();

/** Colleagues who sign in to an organisation of this name meet in one world. */
function sharedWorld(organisation: string): World {
  const world = shared.get(organisation) ?? makeWorld({ organisation });
  shared.set(organisation, world);
  return world;
}

/** "Empty" as organisation gives one without mail; "Viewer" gives the role that only reads; one that begins with
 * "Shared" is the same for everybody who signs in to it. */
export function signIn(email: string, organisation: string): Session {
  const world = organisation.startsWith("Shared") ? sharedWorld(organisation) : makeWorld({ empty: organisation === "Empty", organisation });
  const role: Role = organisation === "Viewer" ? "viewer" : "admin";
  const member = MEMBERS.find((one) => one.email === email) ?? MEMBERS[0];
  const user = { id: member?.user_id ?? "", email, name: member?.name ?? "" };
  const session: Session = {
    id: randomUUID(),
    csrf: randomUUID(),
    world,
    delayMs: DELAY_MS,
    me: {
      user,
      organization: world.organization,
      role,
      memberships: [
        { organization_id: world.organization.id, organization_name: world.organization.name, role },
        { organization_id: "00000001-0000-4000-8000-000000000002", organization_name: "Halden Tours", role: "agent" },
      ],
    },
  };
  sessions.set(session.id, session);
  return session;
}

export function signOut(session: Session): void {
  sessions.delete(session.id);
}

export function requireMe(session: Session): Me {
  if (!session.me) throw problem(401, "not_authenticated", "Sign in first");
  return session.me;
}
