import type { Words } from "@/i18n/messages";

export const parked: Words["parked"] = {
  title: "Geparkte E-Mails",
  description: "Aufbewahrt, gelesen und sortiert, aber niemand wartet auf eine Antwort: Newsletter, Spam und automatische E-Mails, die zu keinem Ticket gehören.",
  kind: "Art",
  anyKind: "Alle Arten",
  attachments: "Mit Anhängen",
  emptyTitle: "Nichts ist geparkt",
  emptyBody: "E-Mails, die aufbewahrt werden, ohne ein Ticket zu werden, warten hier.",
  agentsTitle: "Für Agents",
  agentsBody: "Diese Seite zeigt E-Mails der ganzen Organisation, die zu keinem Ticket gehören. Bitten Sie einen Admin um Zugriff.",
};
