"""Spanish manners and dialogues."""

from workspace_sim.company.topics.model import FollowUp, Manners, Topic

SPANISH = Manners(
    language="es",
    hello="[Buenos días|Hola|Buenas tardes|Estimados señores]:",
    reply="[Hola {given}|Buenos días {given}|Hola]:",
    agent_reply="[Hola {given}|Buenos días {given}]:",
    bye="[Un saludo|Saludos cordiales|Muchas gracias y un saludo|Quedo a la espera. Saludos],",
    agent_bye="[Un cordial saludo|Saludos|Un saludo],",
    thanks=(
        "[Perfecto, muchas gracias.|Muchas gracias por la ayuda.|Todo claro, gracias.] [Pueden cerrar el caso.|"
        "Que tengan buena semana.]",
    ),
    welcome=("[¡Con gusto!|De nada.] [Aquí estamos para lo que necesite.|Que le vaya muy bien con el {product}.]",),
    nudges=(
        "[¿Hay alguna novedad?|¿Han podido revisar mi correo?] [Nos corre prisa.|Necesitamos una respuesta "
        "antes del {date2}.]",
    ),
    second_voice=(
        "[Añado a lo que dice {first}:|Un dato más por mi parte:] [el número de serie es {serial}|nuestro "
        "pedido es {po}]. [Por favor, manténganme en copia.|Por favor, respondan a todos.]",
        "[Sigo yo con este tema en lugar de {first}.|{first} está de vacaciones, me encargo yo.] [Envíenme a "
        "mí lo que falte, por favor.|He leído toda la conversación.]",
    ),
    loop_in=("[¿Puedes mirar esto?|¿Te suena este caso?] [El cliente está esperando.|]",),
    follow_ups=(
        FollowUp(
            "[Otra pregunta:|Ya que estamos:] [¿el {part} sirve también para el {product2}?|¿se puede usar el "
            "mismo {part} en el {product2}?]",
            "[Sí, es el mismo.|Sí, sin adaptador.] [Hace falta la versión {firmware} o posterior.|Lo tiene en "
            "el capítulo 4 del manual.]",
        ),
        FollowUp(
            "[¿Nos lo podrían confirmar en PDF?|Calidad nos lo pide por escrito, ¿puede ser en PDF?]",
            "[Claro, va adjunto.|Por supuesto, aquí lo tiene.]",
            "letter",
        ),
        FollowUp(
            "[¿Qué plazo de entrega tiene ahora otro {product}?|¿Cuánto tarda un {product} adicional?]",
            "[Unas {days} semanas.|Ahora mismo, {days} semanas.] [¿Quiere que le preparemos una oferta?|Si "
            "quiere, le preparamos un presupuesto.]",
        ),
        FollowUp(
            "[¿Dónde está el plan de mantenimiento del {product}?|¿Cada cuánto hay que revisar el {product}?]",
            "[Cada 2.000 horas o una vez al año; adjunto el plan.|Va adjunto. En resumen, cada 2.000 horas.]",
            "csv",
        ),
        FollowUp(
            "[¿Hay un teléfono de guardia para el fin de semana?|¿A quién llamamos fuera de horario?]",
            "[El número de guardia está en la placa; tenga a mano el {serial}.|Sí, está en la placa de "
            "características.]",
        ),
    ),
    mobile={
        "iphone": "Enviado desde mi iPhone",
        "outlook-mobile": "Obtener Outlook para iOS",
        "samsung": "Enviado desde mi Galaxy",
        "yahoo": "Enviado desde Yahoo Mail para Android",
    },
    vacation_subject="[Respuesta automática: {subject}|Fuera de la oficina: {subject}]",
    vacation=(
        "Estaré fuera de la oficina hasta el {date2}. [Para asuntos urgentes, llame a nuestra centralita.|Su "
        "mensaje no será reenviado.]",
    ),
    disclaimer=(
        "Este mensaje y sus adjuntos son confidenciales y se dirigen exclusivamente a su destinatario. Si lo "
        "ha recibido por error, le rogamos que lo comunique al remitente y lo elimine. {organization} tratará "
        "sus datos conforme a "
        "la normativa vigente."
    ),
    live_questions=(
        "[Gracias por la respuesta.|Muchas gracias.] [¿Vale también para el {product2}?|¿Cuánto tarda?|¿Hace "
        "falta cambiar el {part}?]",
    ),
    live_answers=("[Sí, así es.|Sí, exacto.] El número de serie es {serial}. Nuestro pedido es {order}.",),
    live_solved=("[Ya funciona, ¡muchas gracias!|Resuelto, gracias.] [Pueden cerrarlo.|Un saludo.]",),
)

TOPICS = (
    Topic(
        "entrega",
        "support",
        ("[Pedido|Retraso del pedido|Estado del pedido] {order}",),
        (
            "[El {date} pedimos un {product} (pedido {order}) y aún no ha llegado.|Nuestro pedido {order} "
            "tenía que llegar en {days} días y seguimos sin noticias.] [El seguimiento no cambia.|Tenemos la "
            "instalación programada.]\n\n[¿Pueden revisarlo?|¿Qué fecha "
            "tenemos?]",
            "[Disculpe la demora.|Gracias por escribirnos y disculpe.] El {product} salió de nuestro almacén "
            "el {weekday} con número de seguimiento {tracking}. La entrega está prevista para el {date2}. "
            "[¿Les viene bien?|¿Pueden recibirlo ese día?]",
            "[El {date2} nos viene bien.|Sí, perfecto.] [Que entreguen por el muelle 2, por favor.|Por favor, "
            "que avisen antes de llegar.]",
            "[Anotado, el transportista está avisado.|Hecho, ya lo sabe el transportista.]",
            "[Ha llegado hoy, todo correcto.|Recibido, gracias.]",
        ),
        weight=8,
    ),
    Topic(
        "averia",
        "support",
        ("[Avería|Fallo] {error} en {product}", "{part} [averiado|dañado] ({serial})"),
        (
            "[Nuestro {product} ({serial}) marca {error} desde el {weekday}.|El {part} de nuestro {product} "
            "({serial}) no funciona.] [Tenemos la línea parada.|Reiniciar no sirve.] [Adjunto una foto.|Les "
            "mando una foto.]\n\n[¿Qué podemos hacer?|¿Nos pueden enviar un "
            "repuesto?]",
            "[Gracias por la foto.|Gracias por los datos.] Hay que cambiar el {part}; se lo enviamos en "
            "garantía, sin coste. [¿La dirección es la misma?|¿Me confirma la dirección?]",
            "[Sí, la misma dirección.|La dirección no ha cambiado.] [Lo montamos nosotros.|¿Hay instrucciones "
            "de montaje?]",
            "El {part} sale hoy, seguimiento {tracking}. [Adjunto las instrucciones.|Le adjunto la guía de "
            "montaje, son diez minutos.]",
            "[Montado y funcionando.|Ya está cambiado y la línea funciona.] [¿Qué hacemos con el viejo?|"
            "¿Devolvemos el viejo?]",
            "[No hace falta devolverlo, pueden reciclarlo.|No, recíclenlo allí mismo.]",
        ),
        attachments=((0, "photo"), (3, "manual")),
        weight=8,
    ),
    Topic(
        "factura",
        "billing",
        ("[Factura|Error en factura|Corrección de factura] {invoice}",),
        (
            "[La factura {invoice} por {amount} no coincide con nuestro pedido {po} ({amount2}).|En la factura "
            "{invoice} falta nuestro número de pedido {po}.] [¿Nos pueden enviar una corregida?|Les ruego que "
            "la corrijan.]",
            "[Tiene razón, gracias por avisar.|Gracias por avisarnos.] Adjunto la factura corregida. "
            "[¿Necesita también la nota de abono?|¿Le envío también el abono?]",
            "[Sí, por favor, también el abono.|Sí, contabilidad lo pide.]",
            "[Aquí tiene el abono.|Adjunto el abono.]",
            "[Contabilizado, pagamos el {weekday}.|Gracias, la transferencia sale antes del {date2}.]",
        ),
        attachments=((1, "invoice"), (3, "credit-note")),
        weight=6,
    ),
    Topic(
        "presupuesto",
        "sales",
        ("[Presupuesto|Solicitud de oferta]: {qty} x {product}",),
        (
            "[Queremos automatizar el envasado y nos interesan {qty} unidades del {product}.|Vimos el "
            "{product} en la feria de {city}.] [¿Nos pasan precio con instalación?|¿Precio y plazo para {qty} "
            "unidades?]",
            "[Gracias por su interés.|Encantados.] Por {qty} unidades, {amount} con instalación; adjunto el "
            "presupuesto. [¿Qué carga van a mover?|¿Qué cadencia necesitan?]",
            "[Unos 3 kg, ocho ciclos por minuto.|Cajas de hasta 4 kg.] [¿Hay margen en el precio?|¿Se puede "
            "mejorar el precio?]",
            "[Si confirman antes del {date2}, {amount2}.|Puedo dejarlo en {amount2} hasta el {date2}.]",
            "[De acuerdo, nuestro pedido es {po}.|Aceptamos; pedido {po}.]",
            "[¡Gracias! Les confirmamos el pedido {order}.|Muchas gracias, queda registrado como {order}.]",
        ),
        attachments=((1, "quote"),),
        weight=5,
    ),
)
