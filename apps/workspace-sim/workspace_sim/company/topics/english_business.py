"""English dialogues of sales, contracts, onboarding, people, press and security."""

from workspace_sim.company.topics.model import Topic

TOPICS = (
    Topic(
        "quote-request",
        "sales",
        ("[Quote|Request for quotation|RFQ]: {qty} x {product}", "[Pricing for|Interested in] {product}"),
        (
            "[We are planning to automate our packing line and your {product} looks like a fit.|I saw the "
            "{product} at the fair in {city} and "
            "would like a quote.] We would need {qty} units, [delivered in two batches|installed by the end of "
            "next quarter].\n\n[Could you "
            "send a price including installation and training?|What are your terms for that quantity, and do "
            "you offer leasing?]",
            "[Thank you for your interest in the {product}.|Great that you are looking at the {product}.] For "
            "{qty} units I can offer {amount} "
            "including installation and one day of training; the details are in the attached quote. [Leasing "
            "over 36 months is possible.|"
            "Delivery in batches is no problem.]\n\n[What payload and cycle time do you have in mind?|May I "
            "ask which payload you handle?]",
            "[Payload is about 3 kg, cycle time around 6 seconds.|Mostly cartons up to 4 kg, 8 per minute.] "
            "[The price is slightly above our "
            "budget. Is there room for a discount if we commit to {qty} units now?|My director asks for a "
            "reference customer in our "
            "industry.]",
            "[The {product} handles that easily.|That is well within its range.] [I can go to {amount2} if you "
            "order by {date2}.|I would be glad "
            "to arrange a visit at a customer near {city}.] [Shall we have a short call on {weekday}?|Would "
            "{weekday} work for a call?]",
            "[{weekday} at 10 works.|{weekday} is good, any time after 2 pm.] [Please send an invite.|I will "
            "have our plant engineer on the "
            "call.]",
            "[Invite sent.|You should have the invite now.] [I will bring the layout drawings.|Looking forward to it.]",
        ),
        attachments=((1, "quote"),),
        weight=8,
    ),
    Topic(
        "contract",
        "sales",
        (
            "[Service contract|Maintenance agreement] - [renewal|changes]",
            "[Renewal of|Questions on the] service agreement",
        ),
        (
            "[Our service agreement runs out on {date2}.|I am reviewing the draft agreement.] [Before we "
            "renew, legal asks for two changes: "
            "liability capped at the annual fee, and 60 days notice.|Section 7 says on-site response within "
            "{days} days; we need next "
            "business day for the {product}.]\n\n[Is that something you can agree to?|Please let me know what "
            "is possible.]",
            "[Thank you. The 60 days are fine; for the cap our legal team suggests twice the annual fee.|Next "
            "business day is possible with the "
            "Plus plan, {amount} a year for your installation.] [I attached a marked-up version.|The draft "
            "with the changes is "
            "attached.]\n\n[Would that work for you?|Could you check with your team?]",
            "[Legal is OK with that.|We can live with that.] [Please send the final version for signature.|Who "
            "signs on your side?]",
            "[The final version is attached, please return it signed.|Final version attached. Ruth Abelson "
            "signs for us.] [It takes effect on "
            "{date2}.|A scan by mail is sufficient.]",
            "[Signed copy attached.|Please find the signed agreement attached.]",
            "[Received, thank you for the trust.|Thank you! Your countersigned copy is attached.]",
        ),
        attachments=((1, "contract"), (3, "contract"), (4, "contract")),
        weight=5,
    ),
    Topic(
        "onboarding",
        "support",
        ("[Getting started|Onboarding] with [our first|the] {product}", "[Training|Installation date] for {product}"),
        (
            "[Our first {product} arrives on {date2} and I am responsible for getting it going.|We just bought "
            "a {product} and I will be the "
            "main contact.] [What should we prepare on site?|Is there a checklist for the installation?] [Two "
            "operators need training as "
            "well.|None of us has worked with a robot before.]",
            "[Welcome aboard!|Congratulations on your {product}!] You need a level base, 230 V with its own "
            "fuse and a network socket; the "
            "checklist is attached. [Training for two operators is included.|The remote training takes three "
            "hours.]\n\n[Would {weekday} suit "
            "you for the first session?|Which day next week suits you?]",
            "[{weekday} is fine, in the morning please.|{weekday} morning works for both operators.] [Is the "
            "base of our old machine OK? It is 80 "
            "cm high.|Can the network socket be Wi-Fi instead?]",
            "[Yes, that works.|That is fine.] [Please switch it on before the session so that it can update "
            "itself.|Only "
            "the very first update is better done by cable.] The session is booked for {weekday}, 9:00.",
            "[The session was great, both operators feel safe now.|Thanks for the training, very clear.] [Is "
            "there a certificate?|Can we get the "
            "slides?]",
            "[Attached, with names and date.|Of course, attached.] [Have fun with the {product}!|Call us any time.]",
        ),
        attachments=((1, "manual"), (5, "certificate")),
        weight=5,
    ),
    Topic(
        "job-application",
        "jobs",
        ("Application: {job}", "Application for the position of {job}", "{job} - [my application|application]"),
        (
            "I would like to apply for the position of {job}, [which I found on your website|advertised last "
            "week]. [For the past five years I have "
            "worked on motion control for packaging machines.|I finished my degree in mechatronics this summer "
            "and wrote my thesis on grasp "
            "planning.|I have led a small customer-facing team for four years.]\n\nMy CV is attached. [I could "
            "start after a notice period of "
            "three months.|I would be available from next month.] I look forward to hearing from you.",
            "[Thank you for applying as {job}.|Thank you for your application - your background reads very "
            "well.] [We would like to get to know you "
            "in a video call of about 45 minutes.|The team would like to talk to you.]\n\n[Would {weekday} at "
            "14:00 or the day after at 10:00 "
            "suit you?|Which time would suit you, {weekday} morning or afternoon?]",
            "[Thank you for the invitation. {weekday} suits me well.|I would be happy to. {weekday} is "
            "perfect.] [Is there anything I should "
            "prepare?|Who will be on the call?]",
            "[You will meet the hiring manager and one engineer.|No preparation needed; we will ask about one "
            "project of your choice.] [The "
            "invitation follows.|The link comes with the invitation.]",
            "[Thank you for the pleasant conversation today.|It was great to meet the team.] [I am still very "
            "interested.|Please let me know if you "
            "need references.]",
            "[We enjoyed it too and will come back to you by {date2}.|Thank you - you will hear from us by {date2}.]",
        ),
        attachments=((0, "cv"),),
        weight=5,
    ),
    Topic(
        "press",
        "press",
        (
            "[Press enquiry|Interview request]: [robots in small factories|{product}]",
            "Article on [warehouse automation|small robots]",
        ),
        (
            "[I am writing a piece on automation in small factories for a trade magazine.|I cover "
            "manufacturing for a regional paper.] [I would like "
            "to talk to Ruth Abelson for 20 minutes.|Could we get two or three quotes on how small firms use "
            "the {product}?] [My deadline is "
            "{date2}.|We go to print on {date2}.]",
            "[Thank you for your interest.|Happy to help.] [Ruth is travelling, but could call you on "
            "{weekday} between 9 and 11.|I can offer a call "
            "with Ruth on {weekday}.] [Photos in print quality are attached.|A fact sheet is "
            "attached.]\n\n[Could you send the questions "
            "beforehand?|Which topics would you like to cover?]",
            "[{weekday} at 9:30 is perfect.|{weekday} works, thank you.] [Questions: How did demand change "
            "this year? What holds small firms back? "
            "What comes after the {product}?|Mainly: cost, training of staff, and what surprised your customers.]",
            "[Great, Ruth will call you at 9:30.|Confirmed.] [Could we see the quotes before publication?|"
            "Please send us the quotes for approval.]",
            "[Of course, you will get them on {date2}.|Sure, quotes will follow.]",
        ),
        attachments=((1, "photo"),),
        weight=3,
    ),
    Topic(
        "security-report",
        "security",
        (
            "[Security issue|Vulnerability report] in [the customer portal|{product}]",
            "Responsible disclosure: [portal|firmware {firmware}]",
        ),
        (
            "[While testing our own account I noticed that {endpoint} returns jobs of other customers when the "
            "id is changed.|The web console of "
            "the {product} on {firmware} accepts the default service password even after it was changed.] [I "
            "have not looked at any data beyond "
            "one example|I tested only on our own unit] and have told nobody else.\n\n[Steps to reproduce are "
            "in the attached text.|Happy to give "
            "details by phone.] [Do you have a PGP key?|What is your disclosure timeline?]",
            "[Thank you for reporting this responsibly.|Thank you, we take this seriously.] We could reproduce "
            "it [this morning|within the hour] and "
            "track it as SEC-{qty}. [A fix is in review and will be rolled out by {date2}.|As a first measure "
            "we disabled the endpoint.]\n\n[May we "
            "credit you in the advisory?|How would you like to be credited?]",
            "[You may credit me by name.|No credit needed, thanks.] [I can retest once the fix is live.|Let me "
            "know when it is fixed and I will "
            "verify.]",
            "[The fix is live since an hour ago.|It is rolled out everywhere now.] [Could you retest?|We would "
            "appreciate a retest.]",
            "[Retested: fixed.|I can confirm that it is fixed.] [Very smooth process, thanks.|Thanks for the "
            "quick reaction.]",
        ),
        attachments=((0, "log"),),
        weight=2,
    ),
    Topic(
        "feedback",
        "info",
        ("[Feedback|A suggestion|Thank you]", "[Feedback on|Idea for] the {product}"),
        (
            "[Just wanted to say that the {product} has run for a year without a single stop.|We love the "
            "{product}, but one thing bothers us: the "
            "start button is easy to hit by accident.|Could the app show remaining battery in minutes instead "
            "of percent?] [Please pass it on to "
            "the team.|Maybe something for the next version.]",
            "[Thank you, that made our day - I shared it with the team.|Thank you for the suggestion, I passed "
            "it on to product management.] [May we "
            "quote you on our website?|Would you be open to a short call with our designers?]",
            "[Sure, go ahead.|Yes, happy to help.]",
        ),
        weight=3,
    ),
)
