"""German manners and dialogues."""

from workspace_sim.company.topics.model import FollowUp, Manners, Topic

GERMAN = Manners(
    language="de",
    hello="[Guten Tag|Sehr geehrte Damen und Herren|Hallo|Hallo zusammen|Guten Morgen],",
    reply="[Hallo {given}|Guten Tag {name}|Hallo {name}],",
    agent_reply="[Guten Tag {name}|Hallo {name}],",
    bye="[Mit freundlichen Grüßen|Viele Grüße|Freundliche Grüße|Beste Grüße|Danke und viele Grüße]",
    agent_bye="[Viele Grüße|Freundliche Grüße|Beste Grüße]",
    thanks=(
        "[Vielen Dank, damit ist alles geklärt.|Super, danke für die schnelle Hilfe!|Perfekt, vielen Dank.] "
        "[Sie können den Vorgang schließen.|Mehr "
        "brauchen wir nicht.|Schöne Woche noch!]",
        "[Danke, das hat geholfen.|Besten Dank für die Rückmeldung.] [Bei Fragen melde ich mich wieder.|Alles "
        "erledigt.]",
    ),
    welcome=(
        "[Sehr gerne!|Gern geschehen.] [Melden Sie sich jederzeit wieder.|Eine gute Woche wünsche ich.]",
        "[Danke für die Rückmeldung, das freut mich.|Schön, dass es geklappt hat.] [Ich schließe den Vorgang.|"
        "Viel Erfolg mit dem {product}.]",
    ),
    nudges=(
        "[Gibt es hierzu schon etwas Neues?|Ich wollte kurz nachfragen, ob Sie meine Mail erhalten haben.] "
        "[Die Sache wird langsam dringend.|Wir bräuchten "
        "bis zum {date2} eine Antwort.]",
    ),
    second_voice=(
        "[Ergänzend zu {first}:|Noch ein Hinweis von meiner Seite:] [Die Seriennummer auf dem Typenschild "
        "lautet {serial}.|Unsere Bestellnummer dazu ist "
        "{po}.] [Bitte nehmen Sie mich weiter in Kopie.|Bitte antworten Sie an uns beide.]",
        "[Ich übernehme für {first}, der Vorgang liegt ab jetzt bei mir.|{first} ist bis nächste Woche im "
        "Urlaub, ich vertrete.] [Bitte senden Sie alles "
        "Weitere an mich.|Den Verlauf habe ich gelesen.]",
    ),
    loop_in=(
        "[Kannst du dir das mal ansehen?|Ist das etwas für dich?] [Der Kunde wartet.|Ich würde gern heute antworten.]",
    ),
    follow_ups=(
        FollowUp(
            "[Noch eine Frage:|Bei der Gelegenheit:] [Passt das {part} auch zum {product2}?|Können wir das "
            "{part} auch am {product2} verwenden?]",
            "[Ja, beide verwenden das gleiche {part}.|Ja, es passt ohne Adapter.] [Die Übersicht steht im "
            "Handbuch, Kapitel 4.|Voraussetzung ist Firmware {firmware} oder neuer.]",
        ),
        FollowUp(
            "[Könnten Sie uns das noch als PDF bestätigen?|Unsere Qualitätssicherung braucht das schriftlich, "
            "geht das als PDF?]",
            "[Gerne, siehe Anhang.|Selbstverständlich, die Bestätigung liegt bei.]",
            "letter",
        ),
        FollowUp(
            "[Wie lange beträgt aktuell die Lieferzeit für einen weiteren {product}?|Wir überlegen, einen "
            "zweiten {product} anzuschaffen. Wie lang ist die Lieferzeit?]",
            "[Zurzeit etwa {days} Wochen.|Derzeit rund {days} Wochen ab Bestellung.] [Soll der Vertrieb ein "
            "Angebot erstellen?|Auf Wunsch erstellen wir gern ein Angebot.]",
        ),
        FollowUp(
            "[Wie sind die Wartungsintervalle beim {product}?|Wo finde ich den Wartungsplan?]",
            "[Alle 2.000 Stunden oder einmal im Jahr.|Der Plan liegt bei, kurz gesagt alle 2.000 Stunden.] "
            "[Bitte dabei auch das {part} prüfen.|]",
            "csv",
        ),
        FollowUp(
            "[Wen rufen wir an, wenn das am Wochenende passiert?|Gibt es eine Notfallnummer außerhalb der Bürozeiten?]",
            "[Die Nummer der Bereitschaft steht auf dem Typenschild, bitte {serial} bereithalten.|Mit dem "
            "Plus-Vertrag erreichen Sie uns rund um die Uhr, die Nummer steht auf dem Typenschild.]",
        ),
    ),
    mobile={
        "iphone": "Von meinem iPhone gesendet",
        "outlook-mobile": "Outlook für iOS herunterladen",
        "samsung": "Von meinem Samsung Galaxy Smartphone gesendet",
        "yahoo": "Von Yahoo Mail für Android gesendet",
    },
    vacation_subject="[Automatische Antwort: {subject}|Abwesenheitsnotiz: {subject}]",
    vacation=(
        "Vielen Dank für Ihre Nachricht. Ich bin bis zum {date2} nicht im Büro. [Ihre E-Mail wird nicht "
        "weitergeleitet.|In dringenden Fällen wenden Sie sich bitte an unsere Zentrale.]",
        "Ich bin [im Urlaub|auf Dienstreise] und ab dem {date2} wieder erreichbar.",
    ),
    disclaimer=(
        "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie nicht der "
        "richtige Adressat sind oder diese E-Mail irrtümlich erhalten haben, informieren Sie bitte "
        "sofort den Absender und vernichten Sie diese Mail. {organization} - Registergericht und "
        "Geschäftsführung siehe Impressum."
    ),
    live_questions=(
        "[Danke für die schnelle Antwort.|Vielen Dank.] [Gilt das auch für den {product2}?|Brauche ich dafür "
        "ein neues {part}?|Wie lange dauert das ungefähr?]",
    ),
    live_answers=(
        "[Ja, genau.|Ja, richtig.] Die Seriennummer ist {serial}. Unsere Bestellung ist {order}. [Bitte so "
        "weitermachen.|]",
    ),
    live_solved=("[Hat geklappt, vielen Dank!|Jetzt funktioniert es, danke.] [Der Vorgang kann geschlossen werden.|]",),
)

TOPICS = (
    Topic(
        "lieferung",
        "support",
        (
            "[Wo bleibt|Liefertermin|Lieferverzug] Bestellung {order}[?|]",
            "Bestellung {order} [noch nicht eingetroffen|- Lieferstatus]",
        ),
        (
            "[wir haben am {date} einen {product} bestellt (Bestellung {order}).|unsere Bestellung {order} vom "
            "{date} ist noch nicht da.] [Zugesagt waren {days} Tage, bisher ist nichts "
            "angekommen.|Die Sendungsverfolgung zeigt seit Tagen keine Bewegung.]\n\n[Können Sie bitte prüfen, "
            "wo die Ware ist?|Wann können wir mit der Lieferung rechnen?]",
            "[vielen Dank für Ihre Nachricht und entschuldigen Sie die Verzögerung.|das tut mir leid.] Der "
            "{product} hat unser Lager am {weekday} verlassen, die Sendungsnummer ist {tracking}. [Es gab "
            "einen Rückstau beim Spediteur.|Ein Zubehörteil war nicht vorrätig.]\n\nVoraussichtlicher "
            "Liefertermin ist der {date2}. [Passt das für Sie?|Können Sie die Ware dann annehmen?]",
            "[der {date2} passt.|ja, das passt gut.] [Bitte avisieren lassen, unsere Warenannahme schließt um "
            "15 Uhr.|Bitte an Tor 3 anliefern.]",
            "[ist vermerkt.|das habe ich an die Spedition weitergegeben.] Der Fahrer ruft vorher an.",
            "[die Ware ist heute vollständig angekommen.|heute kam die Lieferung, alles in Ordnung.] [Danke "
            "für die Unterstützung!|Vielen Dank.]",
        ),
        weight=8,
    ),
    Topic(
        "defekt",
        "support",
        (
            "[Defektes|Beschädigtes] {part} [am|-] {product}",
            "Transportschaden {order}",
            "Reklamation: {part} defekt ({serial})",
        ),
        (
            "[bei unserem {product} ist das {part} ausgefallen.|beim Auspacken des {product} aus Bestellung "
            "{order} haben wir festgestellt, dass das {part} beschädigt ist.] Seriennummer {serial}. [Ein Foto "
            "liegt bei.|Im Anhang ein Foto.]\n\n[Wie bekommen wir Ersatz?|Bitte um kurzfristigen Ersatz, die "
            "Linie steht.]",
            "[danke für das Foto, der Schaden ist eindeutig.|vielen Dank, das sieht man gut.] Wir schicken "
            "Ihnen kostenlos ein neues {part}. [Ist die Lieferanschrift unverändert?|Geht die Sendung an die "
            "bekannte Adresse?]",
            "[ja, Anschrift wie in der Bestellung.|bitte an die gleiche Adresse.] [Einbauen können wir selbst.|"
            "Gibt es eine Einbauanleitung?]",
            "das {part} geht heute mit der Sendungsnummer {tracking} raus. [Die Einbauanleitung liegt bei.|Die "
            "Anleitung finden Sie im Anhang, der Tausch dauert etwa zehn Minuten.]",
            "[das neue {part} ist eingebaut, der {product} läuft wieder.|Austausch erledigt, alles läuft.] "
            "[Was machen wir mit dem Altteil?|Müssen wir das alte Teil zurücksenden?]",
            "[das Altteil können Sie vor Ort entsorgen.|nein, bitte fachgerecht entsorgen.] [Danke für Ihre "
            "Geduld.|Vielen Dank für die schnellen Angaben.]",
        ),
        attachments=((0, "photo"), (3, "manual")),
        weight=8,
    ),
    Topic(
        "rechnung",
        "billing",
        ("[Rechnung|Rückfrage zur Rechnung|Rechnungskorrektur] {invoice}",),
        (
            "[bei der Prüfung Ihrer Rechnung {invoice} über {amount} ist uns aufgefallen, dass der Betrag "
            "nicht zu unserer Bestellung {po} passt ({amount2}).|auf der Rechnung {invoice} fehlt unsere "
            "Bestellnummer {po}, ohne sie können wir nicht buchen.]\n\n[Bitte senden Sie uns eine korrigierte "
            "Rechnung.|Wir bitten um Korrektur.]",
            "[vielen Dank für den Hinweis, Sie haben recht.|danke fürs genaue Hinsehen.] Ich habe {invoice} "
            "storniert, die korrigierte Rechnung liegt bei. [Das Zahlungsziel beginnt neu.|Brauchen Sie die "
            "Stornorechnung "
            "separat?]",
            "[ja, bitte auch die Stornorechnung.|danke, könnten Sie noch die Gutschrift als PDF schicken?]",
            "[anbei die Gutschrift.|die Stornorechnung ist angehängt.]",
            "[ist alles gebucht, die Zahlung geht am {weekday} raus.|vielen Dank, wir überweisen mit dem "
            "nächsten Zahllauf.]",
        ),
        attachments=((1, "invoice"), (3, "credit-note")),
        weight=7,
    ),
    Topic(
        "stoerung",
        "support",
        ("Störung {error} am {product}", "{product}: [Fehler|Fehlermeldung] {error} [nach Update|]"),
        (
            "[seit dem Update auf {firmware} zeigt unser {product} ({serial}) den Fehler {error}.|unser "
            "{product} ({serial}) bleibt seit {weekday} mit {error} stehen.] [Neustart hat nicht geholfen.|Das "
            "Protokoll "
            "liegt bei.]\n\n[Was können wir tun?|Kann man auf die alte Version zurück?]",
            "[danke für die Angaben.|vielen Dank.] {error} bedeutet, dass das {part} beim Referenzieren nicht "
            "antwortet. Bitte halten Sie beim Einschalten die Servicetaste zehn Sekunden gedrückt und wählen "
            "Sie "
            '"Vorheriges Abbild". [Läuft er dann wieder?|Bitte geben Sie kurz Bescheid, ob er damit startet.]',
            "[ja, damit läuft er wieder.|hat funktioniert, vielen Dank.] [Wann kommt eine korrigierte Version?|"
            "Sollen wir vorerst auf dem alten Stand bleiben?]",
            "[bitte vorerst so lassen.|ja, bitte.] Die korrigierte Version ist für den {date2} geplant, Sie "
            "werden automatisch informiert.",
        ),
        attachments=((0, "log"),),
        weight=7,
    ),
    Topic(
        "angebot",
        "sales",
        ("[Anfrage|Angebotsanfrage]: {qty} x {product}", "Angebot {product}"),
        (
            "[wir planen die Automatisierung unserer Verpackung und interessieren uns für {qty} Stück "
            "{product}.|auf der Messe in {city} haben wir den {product} gesehen.] [Bitte senden Sie uns ein "
            "Angebot inklusive "
            "Inbetriebnahme.|Was kosten {qty} Stück mit Schulung?]",
            "[vielen Dank für Ihr Interesse.|schön, dass Ihnen der {product} gefällt.] Für {qty} Stück biete "
            "ich Ihnen {amount} inklusive Inbetriebnahme an, das Angebot liegt bei. [Welche Traglast brauchen "
            "Sie?|Wie hoch ist "
            "die gewünschte Taktzahl?]",
            "[etwa 3 kg bei acht Takten pro Minute.|Traglast bis 4 kg, Takt rund sechs Sekunden.] [Ist beim "
            "Preis noch Spielraum?|Gibt es Referenzen in unserer Branche?]",
            "[das schafft der {product} problemlos.|das passt gut.] [Bei Bestellung bis {date2} kann ich "
            "{amount2} anbieten.|Gern vermittle ich einen Besuch bei einem Kunden nahe {city}.]",
            "[das klingt gut, wir bestellen. Unsere Bestellnummer ist {po}.|wir nehmen das Angebot an, "
            "Bestellung {po} im Anhang.]",
            "[herzlichen Dank! Die Auftragsbestätigung {order} folgt.|vielen Dank für den Auftrag, er läuft "
            "unter {order}.]",
        ),
        attachments=((1, "quote"),),
        weight=6,
    ),
    Topic(
        "bewerbung",
        "jobs",
        ("Bewerbung als {job}",),
        (
            "[hiermit bewerbe ich mich auf Ihre Stelle als {job}.|mit großem Interesse habe ich Ihre Anzeige "
            "für die Stelle als {job} gelesen.] [Seit fünf Jahren arbeite ich in der Inbetriebnahme von "
            "Verpackungsmaschinen.|Ich "
            "schließe im Sommer mein Studium der Mechatronik ab.] Mein Lebenslauf liegt bei.",
            "[vielen Dank für Ihre Bewerbung.|danke für Ihr Interesse an Acme Robotics.] Wir würden Sie gern "
            "in einem Videogespräch kennenlernen. [Passt Ihnen {weekday} um 14 Uhr?|Hätten Sie am {weekday} "
            "Zeit?]",
            "[{weekday} passt sehr gut.|gerne, der Termin passt.] [Soll ich etwas vorbereiten?|Wer nimmt teil?]",
            "[Vorbereitung ist nicht nötig, die Teamleitung und eine Kollegin aus der Technik sind dabei.|es "
            "genügt, wenn Sie ein Projekt Ihrer Wahl vorstellen; die Teamleitung ist dabei.]",
        ),
        attachments=((0, "cv"),),
        weight=3,
    ),
)
