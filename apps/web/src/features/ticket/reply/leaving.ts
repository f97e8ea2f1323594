import type { Reply } from "@/api/types";

/** Beyond this a reply is sent later on purpose: no countdown, and no key that takes it back. */
export const COUNTDOWN_MS = 90_000;

/** The reply of this person that counts down at `now`: what the key for undoing takes back before anything else. */
export function leaving(replies: readonly Reply[], userId: string, now: number): Reply | undefined {
  return replies.find((reply) => {
    const at = Date.parse(reply.send_at);
    return reply.state === "queued" && reply.can_cancel && reply.author?.user_id === userId && at > now && at - Date.parse(reply.created_at) < COUNTDOWN_MS;
  });
}
