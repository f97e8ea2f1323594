import type { Words } from "@/i18n/messages";

export const attention: Pick<Words["ticket"], "snooze" | "follow" | "presence"> = {
  snooze: {
    title: (p) => `${p.code} zurückstellen bis …`,
    placeholder: "Auswählen oder eingeben: 2h, 3d, 1w …",
    moments: { laterToday: "Später heute", tomorrow: "Morgen früh", weekend: "Am Wochenende", nextWeek: "Nächste Woche", nextMonth: "Nächsten Monat" },
    ownDate: "Datum und Uhrzeit",
    confirm: "Zurückstellen",
    past: "Wählen Sie einen Zeitpunkt in der Zukunft.",
    wakeNow: "Jetzt wieder vorlegen",
    until: (p) => `Zurückgestellt bis ${p.when} oder bis eine Antwort eingeht`,
    done: (p) => `${p.code} ist zurückgestellt bis ${p.when}`,
    woken: (p) => `${p.code} liegt wieder vor`,
    notActive: "Nur neue, offene und wartende Tickets können zurückgestellt werden.",
  },
  follow: {
    title: "Beobachtet von",
    nobody: "Niemand beobachtet dieses Ticket.",
    start: "Beobachten",
    stop: "Nicht mehr beobachten",
    begun: (p) => `Sie beobachten ${p.code}`,
    stopped: (p) => `Sie beobachten ${p.code} nicht mehr`,
  },
  presence: {
    viewing: (p) => `${p.name} hat dieses Ticket geöffnet.`,
    replying: (p) => `${p.name} schreibt gerade eine Antwort.`,
    noting: (p) => `${p.name} schreibt gerade eine Notiz.`,
  },
};
