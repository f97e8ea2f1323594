import { uuid } from "./random.ts";

export const ORGANISATION = { id: uuid(1, 1), name: "Halden Cycles", domains: ["halden.example", "halden-parts.example"] };

export const MEMBERS = [
  { user_id: uuid(2, 1), email: "ingrid@halden.example", name: "Ingrid Solberg", role: "admin" as const },
  { user_id: uuid(2, 2), email: "marco@halden.example", name: "Marco Bianchi", role: "agent" as const },
  { user_id: uuid(2, 3), email: "aisha@halden.example", name: "Aisha Khan", role: "agent" as const },
  { user_id: uuid(2, 4), email: "tomas@halden.example", name: "Tomáš Novák", role: "agent" as const },
  { user_id: uuid(2, 5), email: "yuki@halden.example", name: "Yuki Tanaka", role: "viewer" as const },
];

export const QUEUES = [
  { id: uuid(3, 1), name: "Support", address: "support@halden.example" },
  { id: uuid(3, 2), name: "Billing", address: "billing@halden.example" },
  { id: uuid(3, 3), name: "Sales", address: "sales@halden.example" },
  { id: uuid(3, 4), name: "Workshop", address: "workshop@halden.example" },
];

const FIRST = "Anna Björn Carla Dmitri Elif Fatima Grace Hiro Ines Jonas Katarzyna Liam Mei Noah Olga Priya Quentin Rosa Søren Theo Uma Viktor Wanda Ximena Yusuf Zoë".split(" ");
const LAST = "Andersson Brown Costa Dubois Eriksen Fischer García Hughes Ivanova Jensen Kowalski López Müller Nakamura O’Neill Petrov Quist Rossi Schmidt Takahashi Ueda Varga Weber Xu Yilmaz Zhang".split(" ");
const HOSTS = ["post.example", "mail.example", "fjordmail.example", "lakeside-tours.example", "kowalski-gmbh.example", "studio-nord.example", "citycouncil.example"];

export interface Person {
  /** Empty where the mail named nobody. */
  name: string;
  email: string;
}

export function customer(n: number): Person {
  const first = FIRST[n % FIRST.length] ?? "Anna";
  const last = LAST[Math.floor(n / 3) % LAST.length] ?? "Brown";
  const local = `${first}.${last}`.normalize("NFD").replace(/[^\w.]/g, "").toLowerCase();
  const email = `${local}@${HOSTS[n % HOSTS.length] ?? "post.example"}`;
  return { name: n % 17 === 5 ? "" : `${first} ${last}`, email };
}
