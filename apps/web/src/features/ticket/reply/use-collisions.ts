/** Colleagues who answer the same ticket: two answers to one question embarrass everybody. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { usePresence } from "@/api/presence";
import { repliesQuery } from "@/api/replies";
import { useMe } from "@/api/session";
import { m } from "@/i18n";

/** Who answered this shortly before the composer opened has just answered too. */
const JUST_MS = 120_000;

/** What to know before another answer is sent, in sentences; empty when nobody else is at it. */
export function useCollisions(ticketId: string): string[] {
  const me = useMe().user.id;
  const [opened] = useState(() => Date.now());
  const writing = usePresence(ticketId).filter((one) => one.state === "replying");
  const replies = useQuery(repliesQuery(ticketId)).data ?? [];
  const answered = replies.filter(
    ({ author, state, created_at }) => author !== null && author.user_id !== me && state !== "cancelled" && state !== "failed" && Date.parse(created_at) > opened - JUST_MS,
  );
  const names = new Set(answered.map(({ author }) => author?.name ?? ""));
  return [...writing.map(({ name }) => m.reply.collision.writing({ name })), ...[...names].map((name) => m.reply.collision.answered({ name }))];
}
