/** Who pays attention to a ticket, and when. */
export const attention = {
  snooze: {
    title: (p: { code: string }) => `Snooze ${p.code} until…`,
    placeholder: "Choose, or type 2h, 3d, 1w…",
    moments: { laterToday: "Later today", tomorrow: "Tomorrow morning", weekend: "This weekend", nextWeek: "Next week", nextMonth: "Next month" },
    ownDate: "Date and time",
    confirm: "Snooze",
    past: "Choose a moment in the future.",
    wakeNow: "Wake now",
    until: (p: { when: string }) => `Snoozed until ${p.when}, or until the requester writes`,
    done: (p: { code: string; when: string }) => `${p.code} is snoozed until ${p.when}`,
    woken: (p: { code: string }) => `${p.code} is awake`,
    notActive: "Only a ticket that is new, open or pending can be snoozed.",
  },
  follow: {
    title: "Followers",
    nobody: "Nobody follows this ticket.",
    start: "Follow",
    stop: "Stop following",
    begun: (p: { code: string }) => `You follow ${p.code}`,
    stopped: (p: { code: string }) => `You no longer follow ${p.code}`,
  },
  presence: {
    viewing: (p: { name: string }) => `${p.name} has this open.`,
    replying: (p: { name: string }) => `${p.name} is writing an answer.`,
    noting: (p: { name: string }) => `${p.name} is writing a note.`,
  },
} as const;
