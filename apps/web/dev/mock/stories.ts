/** What customers of a bicycle maker write about. `q` is the queue their mail belongs to (index into QUEUES). */
export interface Story {
  q: number;
  subject: string;
  body: string;
  reply: string;
  tags?: string[];
  files?: [name: string, type: string, size: number][];
  html?: boolean;
  /** The customer's mails fail DMARC. */
  refuted?: boolean;
}

export const STORIES: readonly Story[] = [
  {
    q: 0,
    subject: "Rear hub makes a clicking noise after 200 km",
    body: "Hello,\n\nI bought the Trail 7 in May. Since last week the rear hub clicks on every turn, louder under load. I attached a short recording and a photo of the serial number.\n\nIs this covered by the warranty? I would like to ride in the mountains on Saturday.\n\nThank you",
    reply: "Thank you for the recording, that is a worn pawl spring and it is covered. We can send the part today, or you bring the wheel to a dealer near you. Which is better?",
    tags: ["warranty", "trail-7"],
    files: [["hub-noise.m4a", "audio/mp4", 842_113], ["serial.jpg", "image/jpeg", 1_204_331]],
  },
  {
    q: 1,
    subject: "Invoice 2026-10482: wrong VAT number",
    body: "Dear billing team,\n\nour VAT number on invoice 2026-10482 is missing one digit. Could you send a corrected invoice? Our auditor asks for it before the end of the month.\n\nKind regards",
    reply: "You are right, and I am sorry. The corrected invoice is attached; the old one is cancelled in our books.",
    tags: ["invoice"],
    files: [["invoice-2026-10482.pdf", "application/pdf", 88_214], ["letter.png", "image/png", 1_904], ["order-lines.csv", "text/csv", 640_113]],
  },
  {
    q: 2,
    subject: "Offer for 24 city bikes with company lettering",
    body: "Good morning,\n\nwe plan a fleet for our guests: 24 city bikes, 6 of them with low entry, lettering on the frame, delivery in March. Could you quote for purchase and for leasing over 36 months?\n\nBest wishes",
    reply: "What a lovely project. I have put both quotes into the attached sheet. Lettering takes ten working days, so March is safe when you order before 10 February.",
    tags: ["fleet", "quote"],
    files: [["requirements.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 41_022]],
    html: true,
  },
  {
    q: 3,
    subject: "Termin für Inspektion im Dezember",
    body: "Guten Tag,\n\nich möchte mein Rad gern zur Jahresinspektion bringen. Geht es in der zweiten Dezemberwoche, am liebsten vormittags? Die Bremse hinten schleift außerdem ein wenig.\n\nViele Grüße",
    reply: "Gern: Dienstag, 8. Dezember, 9 Uhr. Die Bremse sehen wir uns dabei gleich mit an.",
    files: [["invite.ics", "text/calendar", 1_204]],
    tags: ["inspection"],
  },
  {
    q: 0,
    subject: "Where is my order #88231?",
    body: "Hi,\n\nthe tracking page has said \"label created\" for six days. Can you find out where the parcel is? It is a birthday present.\n\nThanks!",
    reply: "I called the carrier: it was left behind in their depot and goes out tonight. You should have it on Thursday, in time for the birthday.",
    tags: ["delivery"],
    html: true,
  },
  {
    q: 0,
    subject: "Battery does not charge above 80 %",
    body: "Hello support,\n\nmy e-bike battery stops at 80 percent since the last update. I tried another socket and the charger of my wife, same result. Firmware 3.2.1.\n\nWhat can I do?",
    reply: "That is the new care mode, it protects the cells. You can switch it off in the app: Battery, Care mode. If it still stops at 80 %, tell us and we exchange it.",
    tags: ["battery", "firmware"],
  },
  {
    q: 1,
    subject: "Rückerstattung für Bestellung 87110",
    body: "Sehr geehrte Damen und Herren,\n\nich habe die Schutzbleche am 3. November zurückgeschickt, das Geld ist noch nicht da. Die Sendungsnummer ist JD0146.\n\nMit freundlichen Grüßen",
    reply: "Ihre Rücksendung ist heute eingetroffen, die Erstattung ist unterwegs und in zwei bis drei Werktagen auf Ihrem Konto.",
    tags: ["refund"],
  },
  {
    q: 2,
    subject: "リムブレーキの在庫について",
    body: "お世話になっております。\n\nカタログにあるリムブレーキ R-200 を10セット注文したいのですが、在庫はございますか。納期も教えていただけますでしょうか。\n\nよろしくお願いいたします。",
    reply: "お問い合わせありがとうございます。R-200 は在庫がございます。今週中に発送できます。",
    tags: ["parts"],
  },
  {
    q: 0,
    subject: "Question about the size chart",
    body: "Hi there, I am 1.78 m with long legs (inseam 86). The chart puts me between M and L for the Gravel 3. What would you take?\n\nCheers",
    reply: "With your inseam I would take the L with a shorter stem. If it does not fit, exchange is free within 30 days.",
  },
  {
    q: 3,
    subject: "Demande de pièces pour atelier partenaire",
    body: "Bonjour,\n\nnous sommes un atelier partenaire à Lyon. Il nous faut six jeux de roulements pour le modèle Ville 2. Pouvez-vous nous les envoyer avant vendredi ?\n\nCordialement",
    reply: "Bonjour, les six jeux partent aujourd’hui, vous les recevrez jeudi.",
    tags: ["partner", "parts"],
  },
  {
    q: 1,
    subject: "Payment reminder although we paid",
    body: "Hello,\n\nwe received a second reminder for invoice 2026-09977, but the transfer left our account on 28 October. The bank's confirmation is attached. Please correct this.\n\nRegards",
    reply: "Thank you for the confirmation. The transfer had a digit swapped in the reference; I have matched it by hand and stopped the reminders.",
    tags: ["invoice", "reminder"],
    files: [["bank-confirmation.pdf", "application/pdf", 52_710]],
    html: true,
    refuted: true,
  },
  {
    q: 0,
    subject: "Recall of fork F-90: is mine affected?",
    body: "Dear team,\n\nI read about the recall of the F-90 fork. My frame number is HC-22-118204. Is my bike affected, and may I still ride it?\n\nBest",
    reply: "Please stop riding it: your frame number is on the list. We have booked a free exchange at the dealer nearest to you and will pay for the taxi home.",
    tags: ["recall", "safety"],
  },
];
