"""English dialogues about running, connecting and repairing the robots."""

from workspace_sim.company.topics.model import Topic

TOPICS = (
    Topic(
        "api-auth",
        "api",
        (
            "[API returns 401|401 from the REST API] [since this morning|after key rotation]",
            "[Question about|Problem with] API [authentication|tokens]",
            "Getting {http} on {endpoint}",
        ),
        (
            "[We use the fleet API to poll job status.|Our MES talks to your fleet API.] Since {weekday} every call to "
            "{endpoint} [answers {http}|fails with {http}], [with a token that is valid for another week|"
            "although the same "
            "token works in the portal].\n\nRequest id of one failing call: {request_id}. [Did anything change "
            "on your side?|Is "
            "there a new header we need to send?]",
            "[Thanks for the request id, that helped.|I found your call in the gateway log.] Tokens created "
            "before {date} lack "
            'the "jobs:read" scope that {endpoint} requires now. [Please create a new token in the portal '
            "under Developers > "
            "Tokens.|A new token from the Developers page will carry it.]\n\n[Which SDK version are you on?|"
            "Are you calling it "
            "through our Python SDK or directly?]",
            "[A new token did it, thank you.|Confirmed, works with a fresh token.] We are on [SDK 3.{qty}|the "
            "Python SDK, version "
            "3.{qty}]. [Is there a changelog we can subscribe to?|It would be nice to get a warning next time.]",
            "[Good.|Glad it works.] [The changelog has an RSS feed, the link is in the docs footer.|I have "
            "added you to the API "
            "announcements, about one mail a month.] From SDK 3.14 on a missing scope is named in the error text.",
            "[Subscribed.|Perfect, thanks.] [One more thing: is there a sandbox for {endpoint}?|By the way, "
            "what is the rate limit "
            "on {endpoint}?]",
            '[There is: use the host with the "sandbox" prefix, the same tokens work there.|It is 600 calls a '
            "minute per token; "
            "the response headers show what is left.] [Nothing you do there moves a real robot.|Bursts above "
            "that answer 429 with "
            "a Retry-After.]",
        ),
        attachments=((0, "log"),),
        weight=8,
    ),
    Topic(
        "webhook",
        "api",
        ("Webhooks [not arriving|delivered twice|stopped]", "[Webhook|Callback] for job.finished missing"),
        (
            "[We subscribed to job.finished|Our endpoint is registered for job.finished], but since {weekday} "
            "[we only receive about "
            "half of the events|no event arrives at all]. [Our endpoint answers 200 within 300 ms.|Nothing in "
            "our firewall "
            "changed.]\n\nExample: job {request_id} finished, no call. [Can you see the attempts on your side?|"
            "Could you check the "
            "delivery log?]",
            "[I can see them:|The delivery log shows that] your endpoint answered with a TLS error from {date} "
            "on - the certificate "
            "chain is missing the intermediate. [Browsers tolerate that, our sender does not.|After 50 "
            "failures a subscription is "
            "throttled, that is the half you are missing.]\n\nCould you install the full chain and tell me "
            "when it is done?",
            "[Done, the full chain is installed.|You were right, our renewal script dropped it. Fixed now.] "
            "[Can you replay the missed "
            "events?|Is there a way to get the events of the last days?]",
            "[I replayed everything since {date}|All events since {date} have been queued again], {qty} in "
            "total. Each keeps its "
            "original event id, so [a duplicate is easy to drop|you can deduplicate by it].",
            "[All received, numbers match.|Everything arrived, thank you.]",
        ),
        weight=5,
    ),
    Topic(
        "firmware",
        "support",
        (
            "{product} [stuck|hangs] after firmware {firmware}",
            "Firmware update {firmware} [fails|failed] [at 43%|with error {error}]",
            "[Error|Fault] {error} after update",
        ),
        (
            "[After updating our {product} to {firmware}|Since the update to {firmware}] [it reboots every few "
            "minutes|the {part} no "
            "longer homes|the display shows {error} and nothing moves]. Serial number {serial}. [A factory "
            "reset did not help.|We have "
            "tried a power cycle, twice.]\n\n[The log is attached.|I attached the log from the service port.] "
            "[Is there a way to go back "
            "to the old version?|Can we downgrade?]",
            "[Thanks for the log.|The log is very helpful.] {error} means the {part} did not answer during "
            "calibration, [a known problem "
            "in {firmware} with units built before last spring|which we have seen on a few older "
            "units].\n\nPlease [hold the service "
            'button for ten seconds while powering on|boot into the service menu] and choose "Previous image". '
            "[Does it start "
            "normally then?|Let me know what the display says afterwards.]",
            "[That worked, it is back on the previous image and runs.|Yes! It boots with the previous image "
            "and homes correctly.] [When "
            "will there be a fixed version?|Should we stay on this version for now?]",
            "[Please stay there for now.|Good.] The fix is in the next release, planned for {date2}. [I linked "
            "your unit, so you will be "
            "notified.|I will write to you as soon as it is out.]",
            "[Any chance to test the fix early? We have a second unit that is not in production.|Thanks. We "
            "have {qty} more units - are "
            "they affected as well?]",
            "[Send me the serial numbers and I will check them|If you send me the serial numbers I can tell "
            "you] [within the day|right "
            "away]. Units from {serial} upwards are not affected.",
        ),
        attachments=((0, "log"),),
        weight=8,
    ),
    Topic(
        "gripper-noise",
        "support",
        ("[Strange|Grinding] noise from the {part}", "{product}: {part} [makes noise|overheating]"),
        (
            "Our {product} ({serial}) [makes a grinding noise when the {part} moves|has started to squeal "
            "around the {part}]. It [started "
            "last {weekday}|got worse over the last days] and is [loudest under load|audible across the hall]. "
            "[It has about 9,000 hours "
            "on it.|It was serviced in spring.]\n\n[Can we keep running it?|Is that dangerous?]",
            "[Please do not run it above half speed until we know more.|It is safe at reduced speed, but "
            "please stay below 50 %.] It sounds "
            "like the bearing of the {part}. [Could you send a short video or a photo of the cover with the "
            "screws|Could you take a photo "
            "of the type plate next to it]? There are two versions of that bearing.",
            '[Photo attached.|Here is the photo.] [The plate says revision C.|It reads "Rev. C".] We have '
            "reduced the speed [for now|to "
            "40 %].",
            "[Revision C it is, thank you.|Then it is the sealed version.] I am sending the bearing kit, it "
            "should arrive by {date2}. "
            "[Replacing it takes an hour; the guide is attached.|Our field service could do it on {date2}, or "
            "you do it with the attached "
            "guide.]",
            "[We will do it ourselves.|Our maintenance will take care of it.] [Does the axis need to be "
            "recalibrated afterwards?|What torque "
            "do the cover screws need?]",
            "[Yes: Service > Calibrate > Axis, takes two minutes.|2.5 Nm, crosswise, and run Service > "
            "Calibrate afterwards.] [It will ask "
            "for the reference pin that comes with the kit.|The pin for that is in the kit.]",
            "[Bearing replaced, noise is gone.|All quiet again. Thank you!]",
        ),
        attachments=((2, "photo"), (3, "manual")),
        weight=6,
    ),
    Topic(
        "connectivity",
        "support",
        (
            "{product} [offline|loses Wi-Fi|drops off the network]",
            "Cannot connect {product} to [our network|VPN|the portal]",
        ),
        (
            "[Our {product} drops off the network about once an hour.|We cannot get the {product} online.] "
            "[Other devices on the same access "
            "point are fine.|The same socket works with a laptop.] The status light is [blinking amber|solid "
            "red].\n\n[Our IT asks which "
            "ports and hosts it needs.|What do we need to open in the firewall?]",
            "It needs outbound 443 and 8883 to the two hosts [listed in the attached sheet|on the network "
            "sheet I attached], nothing inbound. "
            "[Amber means it has an address but cannot reach the broker, so 8883 is my first suspect.|The "
            "light usually means that 8883 is "
            "blocked.]\n\n[Do you use a proxy with TLS inspection?|Is there a proxy in between?]",
            "[We do have a proxy with TLS inspection.|Yes, all outbound traffic goes through a proxy.] [IT has "
            "added an exception, and now it "
            "stays online.|After excluding both hosts it connected at once.]",
            "[That explains it.|Good to know.] The robot pins the certificate, so inspection breaks it. [I "
            "will ask for a clearer error on the "
            "display.|I have noted it for the network guide.]",
        ),
        attachments=((1, "manual"),),
        weight=6,
    ),
    Topic(
        "spare-parts",
        "sales",
        ("[Spare parts|Price for spare parts] {product}", "[Quote for|Looking for] {part} ({product})"),
        (
            "[We are looking for a replacement {part} for our {product}, bought in 2021.|Do you still sell the "
            "{part} for the {product}?] "
            "Quantity: {qty}. [Please send price and lead time.|What would that cost, and how soon could you ship?]",
            "[Yes, it is still available.|Good news, we stock it.] {qty} x {part} come to {amount} plus "
            "shipping, lead time {days} working "
            "days. The quote is attached and valid for 30 days.\n\n[Just reply with your PO number to order.|"
            "If you send me a PO I will "
            "reserve them today.]",
            "[Please proceed, our PO is {po}.|PO {po} is attached.] [Deliver to the usual address.|Invoice to "
            "the address on the PO, please.]",
            "[Thank you, order {order} is confirmed for {po}.|Order {order} created, delivery by {date2}.] The "
            "confirmation will follow "
            "[separately|in a minute].",
        ),
        attachments=((1, "quote"), (2, "purchase-order")),
        weight=6,
    ),
    Topic(
        "integration-plc",
        "support",
        ("[PLC integration|Modbus registers|OPC UA] {product}", "[Question|Need help] connecting {product} to our PLC"),
        (
            "[We are integrating a {product} into a cell controlled by a PLC.|I am the integrator for a "
            "customer who bought a {product}.] "
            "[The manual lists register 4100 for the gripper state, but we read zero all the time.|Which "
            "registers give the current job "
            "number? The manual for {firmware} does not say.]\n\n[Is there an up-to-date register map?|Could "
            "you send the current map?]",
            "The map changed with {firmware}: the block starts at 4200 now. [The current register map is "
            "attached as CSV.|I attached the map, "
            'it imports directly into most PLC tools.]\n\n[Please also check that "External control" is on, '
            "otherwise all values stay "
            'zero.|With "External control" off every register reads zero, so check that first.]',
            "[External control was off, that was it.|It was the switch, thank you.] [We now read the state, "
            "but the values look byte-swapped.|"
            "Reading works, but job numbers above 255 look wrong.]",
            "[That is the word order:|Then it is the word order -] the robot sends the high word first. [Set "
            '"swap words" in your driver, or '
            'option 17 on the robot.|Most drivers have a "word swap" option for this.]',
            "[Values are correct now.|That fixed it.] [The cell passed its first run today!|We start "
            "commissioning on {weekday}.]",
            "[Congratulations!|That is good news.] [Send me a picture of the cell if you can share one.|Good "
            "luck with the commissioning, we "
            "are around if you need us.]",
        ),
        attachments=((1, "csv"),),
        weight=5,
    ),
    Topic(
        "login",
        "support",
        ("[Cannot log in|Login problem|Password reset does not arrive]", "[Locked out of the portal|Portal login]"),
        (
            "[I cannot log in to the customer portal any more.|The portal tells me my account is locked.] [I "
            "tried the password reset three "
            "times, no mail arrives.|The reset link says it has expired, even right after I request it.] [My "
            "user name is my e-mail "
            "address.|It worked fine last week.]",
            "[I have unlocked your account and sent a new reset link.|Your account was locked after several "
            "attempts; it is open again and a "
            "fresh link is on its way.] [It is valid for one hour.|Only the newest link works.]\n\n[Please "
            "check whether it landed in "
            "spam.|Did it arrive?]",
            "[It was in the spam folder. I am in, thank you.|Yes, it arrived, and I can log in again.]",
            "[Good. You may want to switch on two-step sign-in under Profile > Security.|Great - adding our "
            "address to your contacts keeps the "
            "next one out of spam.]",
        ),
        attachments=((0, "screenshot"),),
        weight=7,
    ),
)
