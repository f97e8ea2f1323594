export const parked = {
  title: "Parked mail",
  description: "Kept, read and sorted, but nobody waits for an answer: newsletters, spam, and automatic mail that belongs to no ticket.",
  kind: "Kind",
  anyKind: "Any kind",
  attachments: "Has attachments",
  emptyTitle: "Nothing is parked",
  emptyBody: "Mail that is kept without becoming a ticket would wait here.",
  agentsTitle: "For agents",
  agentsBody: "This page shows mail of the whole organisation that is in no ticket. Ask an administrator for access.",
} as const;
