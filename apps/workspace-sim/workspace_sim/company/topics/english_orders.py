"""English dialogues about orders, deliveries, returns and invoices."""

from workspace_sim.company.topics.model import Topic

TOPICS = (
    Topic(
        "late-delivery",
        "support",
        (
            "[Where is my order|Status of order|Order status -|Delivery of order] {order}[?|]",
            "Order {order} [not delivered|still not here|delayed?]",
            "{order} - expected delivery date",
        ),
        (
            "[I ordered a|We ordered one] {product} on {date} ([order number|order] {order}) and the "
            "confirmation [said it "
            "would ship within {days} days|promised delivery within {days} days]. [So far nothing has "
            'arrived|It has not arrived yet] and the tracking page [only says "label created"|has not moved since '
            "{weekday}].\n\n[Could you please check where it is?|Can you tell me when to expect it?] [We have a "
            "technician booked for the installation, so the date matters to us.|We need it on the line before the end "
            "of the month.|It is holding up a student project.]",
            "[Thank you for your message, and sorry for the wait.|I am sorry about the delay.] I [checked|looked up] "
            "{order}: the {product} left our warehouse in {city} [yesterday|on {weekday}] with tracking number "
            "{tracking}. [The carrier had a backlog at the hub|It was held back because one accessory was out of "
            "stock], which is why the page did not update.\n\nThe current estimate is {date2}. [Does that still work "
            "for your installation?|Would that date still work for you?]",
            "[{date2} works for us.|Thanks for checking, {date2} is fine.] [Please make sure the driver calls ahead, "
            "the loading dock closes at 3 pm.|Can you ask the carrier to deliver to the rear entrance? The front desk "
            "is not staffed in the afternoon.]",
            "[Done.|I have added that.] The delivery note for {tracking} now [carries your instruction|has that as a "
            "remark], and the driver has your phone number. [You will get an SMS on the morning of the delivery.|The "
            "carrier confirms a two-hour window the evening before.]",
            "[It arrived this morning, everything complete.|Just to let you know: the box came today and looks fine.] "
            "[Thanks for sorting this out.|Appreciate the help.]",
            "[Great to hear.|Glad it arrived in one piece.] [I am closing this request|I will close the case] - just "
            "reply if [anything comes up during installation|anything is missing].",
        ),
        weight=9,
    ),
    Topic(
        "damaged-part",
        "support",
        (
            "[Damaged|Broken] {part} [in order|- order] {order}",
            "{product} arrived [damaged|with a broken {part}]",
            "Transport damage, {order}",
        ),
        (
            "[The {product} from order {order} arrived today|We unpacked the {product} ({order}) this morning] and the "
            "{part} is [cracked|bent|clearly damaged]. [The box itself had a dent on one corner.|The outer packaging "
            "looked fine.] [I have attached a photo.|Photo attached.]\n\nSerial number is {serial}. How do we get a "
            "replacement?",
            "[Thanks for the photo, that is clearly transport damage.|Sorry about that - the photo makes it very "
            "clear.] We will send a new {part} [free of charge|at no cost], no need to return the whole "
            "unit.\n\n[Could you "
            "confirm the delivery address|May I ask you to confirm the shipping address], and [check whether "
            "the mounting "
            "plate is damaged as well|tell me whether the cable on it is still intact]?",
            "[Address is unchanged, same as on the order.|Please ship to the same address as the original order.] "
            "[I had a closer look: only the {part} is affected, the rest is fine.|Everything around it looks OK, only "
            "the {part} is broken.]",
            "[Perfect.|Thank you.] The replacement {part} goes out today under {tracking} and should be with you [by "
            "{date2}|within {days} working days]. [Fitting instructions are attached.|I attached the fitting guide - "
            "it takes about ten minutes with a 3 mm hex key.]",
            "[The {part} arrived and fits.|New {part} is in, {product} is running again.] [What should we do with the "
            "broken one?|Do you want the broken part back?]",
            "[No need to send it back, please recycle it locally.|You can dispose of it, we only needed the photo.] "
            "Thanks for [your patience|being so quick with the details].",
        ),
        attachments=((0, "photo"), (3, "manual")),
        weight=8,
    ),
    Topic(
        "wrong-item",
        "support",
        ("Wrong item [received|delivered], order {order}", "Order {order}: received {product2} instead of {product}"),
        (
            "[We received a {product2} today, but order {order} was for a {product}.|Order {order} was for a "
            "{product}. "
            "What came in the box is a {product2}.] The packing slip [lists the right item, so I assume it was mixed "
            "up in picking|is also wrong].\n\n[Please let me know how we swap it.|Can you send the right one and pick "
            "this one up?]",
            "[I am sorry for the mix-up.|That is our mistake, sorry.] I reserved a {product} for you and booked a "
            "collection of the {product2} for {date2}. [The return label is attached|You will find the return label "
            "attached]; please put it over the old one.\n\nDo you need the {product} [before the collection|by a "
            "particular day]?",
            "[Not urgent, next week is fine.|Yes please, we are waiting for it - ideally by {date2}.] [The unit is "
            "repacked and ready at reception.|We have not opened the inner box.]",
            "[Understood.|Thanks.] The {product} ships [today|tomorrow morning], tracking {tracking}. The "
            "exchange does "
            "not change invoice {invoice}, so there is nothing to do for your accounting.",
            "[The right one is here and the driver took the other.|Swap went smoothly, all good now.]",
        ),
        attachments=((1, "label"),),
        weight=5,
    ),
    Topic(
        "invoice-wrong",
        "billing",
        (
            "[Invoice|Question about invoice] {invoice}",
            "Wrong [amount|VAT number|billing address] on {invoice}",
            "Correction needed: {invoice}",
        ),
        (
            "[We received invoice {invoice} over {amount}.|I am processing invoice {invoice} ({amount}).] [Our "
            "purchase "
            "order {po} was for {amount2}, so there is a difference we cannot book.|It is addressed to our old office; "
            "our auditors need the registered address on it.|Line 2 charges {qty} pieces of the {part}, but we "
            "received "
            "and signed for fewer.]\n\n[Could you please send a corrected invoice?|Please check and issue a corrected "
            "copy.] [We are holding payment until then.|The payment run is on {weekday}.]",
            "[Thank you for pointing this out.|You are right, thank you for checking so carefully.] I have cancelled "
            "{invoice} and issued a corrected one, [attached as PDF|see the attached PDF]. [The due date moves "
            "accordingly.|Payment terms start again from today.]\n\nPlease let me know if [your system needs "
            "the credit "
            "note as a separate document|you need the credit note too].",
            "[Yes please, we need the credit note for the cancelled invoice as well.|Could you also send the credit "
            "note? Our ERP will not close {po} without it.] The corrected invoice looks right.",
            "[Here is the credit note|The credit note is attached]. It refers to {invoice} and {po}, so it "
            "should match "
            "automatically.",
            "[Got both, payment of {amount2} goes out on {weekday}.|Booked. You should see {amount2} on your account "
            "by {date2}.]",
            "[Payment received this morning, thank you.|Thanks, I see the payment.] [Nothing further from our "
            "side.|All "
            "settled.]",
        ),
        attachments=((1, "invoice"), (3, "credit-note")),
        weight=8,
    ),
    Topic(
        "invoice-copy",
        "billing",
        ("[Copy of invoice|Invoice copy|Missing invoice] {invoice}", "Invoice for order {order}"),
        (
            "[Could you resend the invoice for order {order}? I cannot find it in my inbox.|Our accountant is "
            "asking for "
            "the invoice for {order} ({amount}) and it seems we never got it.] [A PDF is fine.|PDF please.]",
            "[Of course, attached is a copy of {invoice}.|Here you go: {invoice} is attached.] [You can also "
            "download all "
            "invoices in the customer portal under Billing.|It was sent on {date} - might be worth a look in your spam "
            "folder.]",
            "[Found it, thank you!|Thanks, that is the one.] [Could you also add our bookkeeper as a recipient "
            "for future "
            "invoices?|Can future invoices go to our accounting address as well?]",
            "[Done - from now on every invoice goes to both addresses.|I have added it to your billing "
            "contacts, effective "
            "with the next invoice.]",
        ),
        attachments=((1, "invoice"),),
        weight=5,
    ),
    Topic(
        "refund",
        "billing",
        ("Refund [for|of] order {order}", "[When will I get my refund?|Refund still outstanding] ({order})"),
        (
            "[I returned the {product} from order {order} on {date}|The {product} ({order}) went back to you "
            "two weeks ago] "
            "and [the tracking shows it was delivered|your warehouse signed for it on {weekday}]. [I have not seen the "
            "refund of {amount} yet.|The {amount} has not reached my account.] [Could you check?|When can I "
            "expect it?]",
            "[Thanks for writing in.|Sorry you had to chase this.] The return was booked in on {weekday} and "
            "the refund of "
            "{amount} was released today. [It goes back to the card you paid with and takes {days} banking days.|Banks "
            "usually need {days} working days to show it.]\n\n[Was the order paid by card or bank transfer?|"
            "Can you confirm "
            "that the card used for the order is still valid?]",
            "[It was by card, and the card is still valid.|Yes, same card, still active.] [Thanks for the "
            "quick reply.|I will "
            "keep an eye on it.]",
            "[Perfect, then nothing else is needed.|Good, then it will arrive automatically.] If it is not "
            "there by {date2}, "
            "reply to this mail and I will [send you the bank reference|trace it with our bank].",
            "[The refund just showed up, thanks.|{amount} arrived today. Thank you!]",
        ),
        weight=7,
    ),
    Topic(
        "cancel-order",
        "support",
        ("[Cancel|Please cancel] order {order}", "Cancellation of {order}"),
        (
            "[Please cancel order {order}.|I would like to cancel my order {order} ({product}).] [I picked the "
            "wrong model by "
            "mistake.|Our project was postponed.|I ordered twice by accident - {order} is the duplicate.] [It "
            "has not shipped "
            'yet as far as I can see.|The portal still shows "processing".]',
            "[I stopped the order in time, nothing will be shipped.|{order} is cancelled.] [The reservation of "
            "{amount} on your "
            "card is released within {days} days.|As it was not paid yet there is nothing to refund.]\n\n[If "
            "the {product2} is "
            "what you were after, I can place that order for you.|May I ask whether you would like us to keep "
            "the quote open?]",
            "[No thanks, that is all for now.|I will order again myself once I know what I need.] [Thanks for the fast "
            "reply!|Thank you.]",
        ),
        weight=5,
    ),
    Topic(
        "payment-reminder",
        "billing",
        ("[Payment reminder|Reminder:] invoice {invoice}", "Open invoice {invoice}"),
        (
            "[Our records show that invoice {invoice} over {amount} was due on {date}.|This is a friendly "
            "reminder that "
            "{invoice} ({amount}) is past due since {date}.] [If you have paid in the meantime, please disregard this "
            "mail.|A copy is attached.]\n\n[If something is wrong with the invoice, just tell me.|Is anything "
            "holding it up on "
            "your side?]",
            "[Apologies, this one slipped through.|Sorry, it was waiting for an approval.] [It is in the "
            "payment run on "
            "{weekday}.|I have released it, you should have the money by {date2}.]",
            "[Thank you for the quick update.|Thanks, I have set a note until {date2}.] No reminder fee will "
            "be charged.",
            "[Payment has gone out today, reference {invoice}.|Transferred this morning. Please confirm receipt.]",
            "[Received, thank you!|I can confirm we received {amount} today.]",
        ),
        starter="company",
        attachments=((0, "invoice"),),
        weight=4,
    ),
    Topic(
        "change-address",
        "support",
        ("[Change of delivery address|New shipping address] ({order})", "Address change for {order}"),
        (
            "[We are moving at the end of the month.|I made a mistake in the delivery address of order "
            "{order}.] [Please send "
            "{order} to our new site instead:|The correct address is:]\n\nUnit {qty}, 48 Foundry "
            "Lane\n{city}\n\n[Is that still "
            "possible?|Please confirm.]",
            "[Yes, it had not left the warehouse yet.|No problem.] {order} now ships to Unit {qty}, 48 Foundry "
            "Lane, {city}. [Shall "
            "I change your billing address too?|Should the invoice address stay as it is?]",
            "[Please change the billing address as well.|Billing stays the same, thanks.]",
            "[Noted.|Done, thank you.] The shipping confirmation for {order} will show [the new details|the "
            "new address].",
        ),
        weight=4,
    ),
)
