"""French manners and dialogues."""

from workspace_sim.company.topics.model import FollowUp, Manners, Topic

FRENCH = Manners(
    language="fr",
    hello="[Bonjour|Madame, Monsieur|Bonjour à toute l'équipe],",
    reply="[Bonjour {given}|Bonjour|Re-bonjour {given}],",
    agent_reply="[Bonjour {name}|Bonjour {given}],",
    bye="[Cordialement|Bien cordialement|Bonne journée|Merci d'avance|Bien à vous],",
    agent_bye="[Cordialement|Bien cordialement|Bonne journée],",
    thanks=(
        "[Merci beaucoup, c'est parfait.|Parfait, merci pour votre aide.|C'est noté, merci.] [Vous pouvez "
        "clore le dossier.|Bonne fin de semaine.]",
    ),
    welcome=(
        "[Avec plaisir !|Je vous en prie.] [N'hésitez pas à revenir vers nous.|Bonne continuation avec le {product}.]",
    ),
    nudges=(
        "[Avez-vous pu regarder ma demande ?|Je me permets de vous relancer.] [C'est assez urgent pour nous.|"
        "Il nous faudrait une réponse avant le {date2}.]",
    ),
    second_voice=(
        "[Pour compléter le message de {first} :|Une précision de ma part :] [le numéro de série est {serial}|"
        "notre référence de commande est {po}]. [Merci de me laisser en copie.|Merci de répondre à tous.]",
        "[Je prends le relais de {first}.|{first} est en congé, je reprends le dossier.] [Merci de m'adresser "
        "la suite.|J'ai lu les échanges.]",
    ),
    loop_in=("[Tu peux regarder ?|C'est pour toi, je crois.] [Le client attend.|]",),
    follow_ups=(
        FollowUp(
            "[Autre question :|Tant que j'y suis :] [le {part} est-il compatible avec le {product2} ?|peut-on "
            "monter le même {part} sur le {product2} ?]",
            "[Oui, c'est le même.|Oui, sans adaptateur.] [Il faut la version {firmware} au minimum.|Le tableau "
            "est au chapitre 4 du manuel.]",
        ),
        FollowUp(
            "[Pourriez-vous nous le confirmer en PDF ?|Notre service qualité demande une confirmation écrite, "
            "en PDF si possible.]",
            "[Bien sûr, en pièce jointe.|Voici le document.]",
            "letter",
        ),
        FollowUp(
            "[Quel est le délai actuel pour un second {product} ?|Quel délai pour un {product} supplémentaire ?]",
            "[Environ {days} semaines en ce moment.|Comptez {days} semaines.] [Souhaitez-vous un devis ?|Je "
            "peux demander un devis au service commercial.]",
        ),
        FollowUp(
            "[Où trouver le plan de maintenance du {product} ?|Quelle est la périodicité d'entretien du {product} ?]",
            "[Toutes les 2 000 heures ou une fois par an, voir le fichier joint.|Le plan est joint ; en "
            "résumé, toutes les 2 000 heures.]",
            "csv",
        ),
        FollowUp(
            "[Y a-t-il un numéro d'astreinte le week-end ?|Qui appeler en dehors des heures de bureau ?]",
            "[Le numéro d'astreinte figure sur la plaque, munissez-vous du numéro {serial}.|Oui, il est "
            "indiqué sur la plaque signalétique.]",
        ),
    ),
    mobile={
        "iphone": "Envoyé de mon iPhone",
        "outlook-mobile": "Télécharger Outlook pour iOS",
        "samsung": "Envoyé depuis mon smartphone Samsung Galaxy.",
        "yahoo": "Envoyé depuis Yahoo Mail pour Android",
    },
    vacation_subject="[Réponse automatique : {subject}|Absence du bureau : {subject}]",
    vacation=(
        "Bonjour, je suis absent(e) du bureau jusqu'au {date2}. [En cas d'urgence, merci de contacter le "
        "standard.|Votre message ne sera pas transféré.]",
    ),
    disclaimer=(
        "Ce message et ses pièces jointes sont confidentiels et destinés exclusivement à leurs destinataires. "
        "Si vous l'avez reçu par erreur, merci d'en informer l'expéditeur et de le détruire. {organization} "
        "décline toute "
        "responsabilité en cas d'altération de ce message."
    ),
    live_questions=(
        "[Merci pour votre retour.|Merci.] [Est-ce valable aussi pour le {product2} ?|Combien de temps cela "
        "prend-il ?|Faut-il changer le {part} ?]",
    ),
    live_answers=(
        "[Oui, c'est bien ça.|Oui, exactement.] Le numéro de série est {serial}. Notre référence est {order}.",
    ),
    live_solved=("[C'est réglé, merci beaucoup !|Tout fonctionne, merci.] [Vous pouvez clore.|Bonne journée.]",),
)

TOPICS = (
    Topic(
        "livraison",
        "support",
        ("[Retard de livraison|Suivi de commande|Livraison] {order}",),
        (
            "[Nous avons commandé un {product} le {date} (commande {order}) et n'avons rien reçu.|Notre "
            "commande {order} devait arriver sous {days} jours, et toujours rien.] [Le suivi ne bouge plus.|Un "
            "technicien est réservé pour la "
            "mise en service.]\n\n[Pouvez-vous vérifier ?|Avez-vous une date ?]",
            "[Toutes nos excuses pour ce retard.|Merci de votre message, et désolé pour l'attente.] Le "
            "{product} a quitté notre entrepôt {weekday}, numéro de suivi {tracking}. La livraison est prévue "
            "le {date2}. [Cela vous convient-il ?|Pouvez-vous "
            "réceptionner ce jour-là ?]",
            "[Oui, le {date2} nous convient.|C'est bon pour nous.] [Merci de prévenir le chauffeur : quai n° "
            "2.|Merci de livrer avant 15 h.]",
            "[C'est noté, le transporteur est prévenu.|La consigne est transmise au transporteur.]",
            "[Bien reçu ce matin, tout est complet.|La livraison est arrivée, merci.]",
        ),
        weight=8,
    ),
    Topic(
        "panne",
        "support",
        ("Panne du {part} - {product}", "{product} : [défaut|erreur] {error}"),
        (
            "[Notre {product} (n° de série {serial}) affiche {error} depuis {weekday}.|Le {part} de notre "
            "{product} ({serial}) ne répond plus.] [La production est arrêtée.|Un redémarrage n'y change "
            "rien.] [Photo en pièce jointe.|Je joins une photo.]\n\n[Que "
            "faire ?|Pouvez-vous nous dépanner rapidement ?]",
            "[Merci pour la photo.|Merci pour ces précisions.] Le {part} est à remplacer, nous vous l'envoyons "
            "sans frais au titre de la garantie. [L'adresse de livraison est-elle inchangée ?|Pouvez-vous "
            "confirmer l'adresse ?]",
            "[Oui, même adresse.|Adresse inchangée.] [Nous ferons le montage nous-mêmes.|Y a-t-il une notice "
            "de montage ?]",
            "Le {part} part aujourd'hui, suivi {tracking}. [La notice est jointe.|Vous trouverez la notice en "
            "pièce jointe, comptez dix minutes.]",
            "[Pièce remplacée, tout fonctionne.|Le nouveau {part} est monté et la ligne tourne.] [Que fait-on "
            "de l'ancien ?|Faut-il renvoyer l'ancien ?]",
            "[Inutile de le renvoyer, vous pouvez le recycler sur place.|Non, merci de le recycler.]",
        ),
        attachments=((0, "photo"), (3, "manual")),
        weight=8,
    ),
    Topic(
        "facture",
        "billing",
        ("[Facture|Erreur sur la facture|Question facture] {invoice}",),
        (
            "[La facture {invoice} ({amount}) ne correspond pas à notre bon de commande {po} ({amount2}).|Sur "
            "la facture {invoice}, notre numéro de commande {po} n'apparaît pas.] [Merci de nous faire "
            "parvenir une facture rectifiée.|Pouvez-vous la corriger ?]",
            "[Vous avez raison, merci.|Merci de nous l'avoir signalé.] La facture rectifiée est jointe. "
            "[Souhaitez-vous aussi l'avoir ?|Avez-vous besoin de l'avoir séparément ?]",
            "[Oui, merci de joindre aussi l'avoir.|Oui, notre comptabilité en a besoin.]",
            "[Voici l'avoir.|L'avoir est en pièce jointe.]",
            "[C'est enregistré, le virement part {weekday}.|Merci, nous réglons avant le {date2}.]",
        ),
        attachments=((1, "invoice"), (3, "credit-note")),
        weight=6,
    ),
    Topic(
        "devis",
        "sales",
        ("[Demande de devis|Devis] : {qty} x {product}",),
        (
            "[Nous souhaitons automatiser notre conditionnement et cherchons {qty} {product}.|Nous avons vu le "
            "{product} au salon de {city}.] [Pouvez-vous nous faire un devis, installation comprise ?|Merci de "
            "nous indiquer prix et délai pour {qty} unités.]",
            "[Merci de votre intérêt.|Avec plaisir.] Pour {qty} unités : {amount}, installation comprise, voir "
            "le devis joint. [Quelle charge souhaitez-vous manipuler ?|Quelle cadence visez-vous ?]",
            "[Environ 3 kg, huit cycles par minute.|Des cartons de 4 kg au plus, six secondes par cycle.] [Une "
            "remise est-elle possible ?|Pouvez-vous faire un geste sur le prix ?]",
            "[Pour une commande avant le {date2}, je peux proposer {amount2}.|Je peux descendre à {amount2} "
            "jusqu'au {date2}.]",
            "[C'est d'accord, notre commande est {po}.|Nous acceptons, bon de commande {po} à suivre.]",
            "[Merci, la confirmation {order} vous parvient sous peu.|Merci de votre confiance, commande "
            "{order} enregistrée.]",
        ),
        attachments=((1, "quote"),),
        weight=5,
    ),
)
