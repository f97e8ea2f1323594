"""How English mail greets, thanks, asks again and signs off."""

from workspace_sim.company.topics.model import FollowUp, Manners

ENGLISH = Manners(
    language="en",
    hello="[Hello|Hi|Hi there|Hello Acme team|Dear Sir or Madam|Good morning|Good afternoon|To whom it may concern],",
    reply="[Hi {given}|Hello {given}|Dear {given}|{given}|Hi {given}],",
    agent_reply="[Hi {given}|Hello {given}|Dear {given}],",
    bye="[Best regards|Kind regards|Regards|Thanks|Many thanks|Best|Cheers|Thank you],",
    agent_bye="[Best regards|Kind regards|All the best|Best],",
    thanks=(
        "[Thanks, that answers everything.|Perfect, thank you!|Brilliant, thanks a lot.|Great, that solves it "
        "for me.] [You can close "
        "this.|Nothing else from my side.|Have a nice {weekday}!|]",
        "[Thanks for the quick help.|Much appreciated.|Thank you, very clear.] [I will come back if anything "
        "else turns up.|All good "
        "now.|]",
    ),
    welcome=(
        "[You are welcome!|Glad I could help.|My pleasure.] [Have a good week.|Just reply here if anything "
        "else comes up.|]",
        "[Thanks for letting us know.|Good to hear.] [I am closing the case now.|All the best with the {product}.]",
    ),
    nudges=(
        "[Any news on this?|Just following up on my mail below.|Did you get a chance to look at this?] [It is "
        "becoming urgent for us.|We "
        "would need an answer by {date2}.|A short status would help.]",
        "[I have not heard back yet|No reply so far], [could someone please have a look?|is anybody looking "
        "into this?] [Thanks.|]",
    ),
    second_voice=(
        "[Adding to what {first} wrote:|One point from my side as well:] [the serial number on the plate is "
        "{serial}|our reference for this is "
        "{po}]. [Please keep me in copy.|Please use reply-all, {first} is out from {weekday}.]",
        "[I am taking over from {first}, who is away until next week.|{first} asked me to follow up here.] "
        "[Please send everything to me in the "
        "meantime.|I have read the thread, no need to repeat.]",
    ),
    loop_in=(
        "[Can you have a look at this one?|Do you know this problem?|This one is for you, I think.] [Customer "
        "is waiting.|I would like to answer "
        "today.|The unit is under warranty.]",
        "[FYI, see below.|Please see the mail below - what should I tell them?] [Is this covered by the "
        "contract?|Does this ring a bell?]",
    ),
    follow_ups=(
        FollowUp(
            "[One more question:|While we are at it:] [is the {product2} compatible with the same {part}?|can "
            "the {part} of the {product2} be used "
            "on the {product} too?]",
            "[Yes, both use the same {part}|Yes, it is the same {part}], [as long as the firmware is "
            "{firmware} or newer|no adapter needed]. [The "
            "compatibility table is in chapter 4 of the manual.|I attached the table.]",
            "manual",
        ),
        FollowUp(
            "[How long is the warranty on the replacement?|Does the warranty start again?] [The original "
            "{product} is from {date}.|]",
            "[Replaced parts carry the rest of the original warranty, but at least six months.|The unit keeps "
            "its original warranty; the new part has "
            "six months of its own.]",
        ),
        FollowUp(
            "[Could you send that as a PDF for our files?|Our quality department needs this in writing - could "
            "you send a PDF?]",
            "[Sure, attached.|Attached on our letterhead.] [Let me know if your quality people need a "
            "signature.|Reference is {order}.]",
            "letter",
        ),
        FollowUp(
            "[Is there a phone number we can call if it happens outside office hours?|Who do we call at the "
            "weekend if this comes back?]",
            "[For the Plus plan there is a 24/7 line, the number is on the sticker next to the type plate.|"
            "Outside office hours please use the on-call "
            "number on the type plate, have {serial} ready.]",
        ),
        FollowUp(
            "[We are thinking about a second unit. What is the current lead time for a {product}?|By the way, "
            "how long does a new {product} take at the "
            "moment?]",
            "[At the moment about {days} weeks.|Currently {days} to six weeks, depending on the {part}.] [I "
            "can ask sales for an offer if you like.|Shall I "
            "have sales send you an offer?]",
        ),
        FollowUp(
            "[Can you tell me where I find the maintenance schedule?|What are the service intervals for the "
            "{product}?]",
            "[Every 2,000 hours or once a year: clean, grease, check the {part}.|It is attached; the short "
            "version is every 2,000 hours.]",
            "csv",
        ),
        FollowUp(
            "[My colleague asked whether the {product} can run overnight unattended.|Is unattended operation "
            "allowed with the {product}?]",
            "[Yes, inside a closed cell with the door switch connected.|It is, provided that the light curtain "
            "is wired to the safety input.] [The "
            "declaration of conformity covers it.|]",
        ),
    ),
    mobile={
        "iphone": "Sent from my iPhone",
        "outlook-mobile": "Get Outlook for iOS",
        "samsung": "Sent from my Galaxy",
        "yahoo": "Sent from Yahoo Mail on Android",
    },
    vacation_subject="[Automatic reply: {subject}|Out of office: {subject}|Auto: {subject}]",
    vacation=(
        "Thank you for your e-mail. I am out of the office until {date2} [with limited access to my mail|and "
        "will not read my mail]. [In urgent cases please "
        "call our switchboard.|Your message will not be forwarded.|I will reply on my return.]",
        "I am on [annual leave|parental leave|a business trip] and back on {date2}. [For anything urgent, "
        "please contact my colleagues.|]",
    ),
    disclaimer=(
        "This e-mail and any attachments are confidential and intended solely for the addressee. If you are "
        "not the intended recipient, please notify the sender "
        "and delete this message. Any views expressed are those of the author and do not necessarily represent "
        "those of {organization}. Please consider the "
        "environment before printing this e-mail."
    ),
    live_questions=(
        "[Thanks for getting back to me.|Thanks for the quick answer.] [Does that also apply to the "
        "{product2}?|One question: do I need a new {part} for that?|How "
        "long will that take?]",
        "[OK, understood.|Thank you.] [Could you send me the instructions as a PDF?|Is there anything I have "
        "to prepare on my side?|And what happens if it occurs "
        "again?]",
    ),
    live_answers=(
        "[Yes, that is right.|Yes, exactly.|I checked, and yes.] [The serial number is {serial}, in case you "
        "need it.|Our "
        "reference is {order}.] [Please go ahead.|]",
        "[Sure, here are the details:|Of course:] it is a {product} with serial number {serial}, order "
        "{order}. [Let me know "
        "if you need more.|Does that help?]",
    ),
    live_solved=(
        "[That did the trick, thank you!|It works now, many thanks.|Solved - thanks for your help.] [You can "
        "close this.|]",
        "[Perfect, that is all I needed.|Great, thanks.] [Have a good day!|]",
    ),
)
