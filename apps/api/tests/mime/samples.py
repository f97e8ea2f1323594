"""Mails of our own writing, from ordinary to broken; the seeds of the property tests."""

from __future__ import annotations

from base64 import b64encode

_HEAD = (
    b"From: =?utf-8?q?Ann_M=C3=BCller?= <ann@customer.example>\n"
    b'To: Support <support@acme.example>, "Billing, EU" <billing@acme.example>\n'
    b"Subject: Re: Invoice 42\n"
    b"Date: Tue, 03 Mar 2026 10:00:00 +0100\n"
    b"Message-ID: <abc@customer.example>\n"
)
PLAIN = _HEAD + b"Content-Type: text/plain; charset=utf-8\n\nThanks!\n\nOn Mon, 2 Mar 2026, Support wrote:\n> Here.\n"
ALTERNATIVE = (
    _HEAD + b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="m"\n\n--m\n'
    b'Content-Type: multipart/alternative; boundary="a"\n\n--a\nContent-Type: text/plain; charset=iso-8859-1\n'
    b"Content-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe aus K=F6ln\n--a\nContent-Type: text/html; "
    b"charset=utf-8\n\n"
    b'<p>Gr\xc3\xbc\xc3\x9fe <b>aus</b> K\xc3\xb6ln<img src="cid:logo@x"></p>\n--a--\n--m\n'
    b'Content-Type: image/png; name="=?utf-8?q?Bild_=C3=A4.png?="\nContent-ID: <logo@x>\n'
    b"Content-Disposition: inline\nContent-Transfer-Encoding: base64\n\n" + b64encode(b"\x89PNG....") + b"\n--m\n"
    b"Content-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=utf-8''R%C3%A9sum;\n "
    b"filename*1*=%C3%A9.pdf\n"
    b"Content-Transfer-Encoding: base64\n\n" + b64encode(b"%PDF-1.4 content") + b"\n--m--\n"
)
HTML_ONLY = (
    _HEAD + b"Content-Type: text/html; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\n"
    b"<div>Hello=97yes</div><div class=3Dgmail_quote>On Mon, 2 Mar 2026, Support &lt;support@acme.example&gt; "
    b"wrote:<br>"
    b"<blockquote>Old</blockquote></div><script>alert(1)</script>\n"
)
BOUNCE = (
    b"From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nTo: support@acme.example\nReturn-Path: <>\n"
    b"Subject: Delivery Status Notification (Failure)\nDate: Tue, 03 Mar 2026 10:00:00 +0000\nMessage-ID: "
    b"<b@mail.gmail.com>\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\nContent-Type: text/plain\n\n"
    b"Not found.\n"
    b"--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; googlemail.com\n\nFinal-Recipient: rfc822; "
    b"x@gone.example\n"
    b"Action: failed\nStatus: 5.1.1\n\n--r\nContent-Type: message/rfc822\n\nSubject: Hi\nMessage-ID: "
    b"<o@acme.example>\n\nbody\n--r--\n"
)
JOURNAL = (
    b"From: journal@acme.example\nTo: journal@acme.example\nX-MS-Journal-Report:\nSubject: Invoice\nDate: Tue, 03 "
    b"Mar 2026 10:00:00 +0000\n"
    b"Content-Type: multipart/mixed; boundary=j\n\n--j\nContent-Type: text/plain; charset=us-ascii\n\nSender: "
    b"ann@customer.example\n"
    b"Subject: Invoice\nMessage-Id: <abc@customer.example>\nTo: support@acme.example\nBcc: boss@acme.example\n"
    b"Recipient: agent@acme.example, Expanded: team@acme.example\n\n--j\nContent-Type: message/rfc822\n\n"
    + PLAIN
    + b"\n--j--\n"
)
BROKEN = (
    b"From nobody Tue Mar  3 10:00:00 2026\nSubject: caf\xe9 =?utf-8?b?w6k?=\nno field here\nTo: "
    b"undisclosed-recipients:;\n"
    b"From: a@b.example (comment (nested)), <c@d.example\nContent-Type: multipart/mixed; boundary=x\n\n--y\n"
    b"Content-Type: text/plain; charset=unknown-8bit\nContent-Transfer-Encoding: base64\n\nSGVs bG8=\nV29ybGQ=!!!\n"
    b"--y\n"
    b"Content-Type: message/rfc822\n\nSubject: inner\n\nhello\nbegin 644 a.txt\n#0V%T\n`\nend\n"
)
FLOWED = _HEAD + b"Content-Type: text/plain; format=flowed; delsp=yes\n\n> quoted \n> text\nnew \ntext\n-- \nAnn\n"
JAPANESE = (
    b"From: =?iso-2022-jp?b?GyRCOzMbKEI=?= <y@customer.example>\nSubject: =?utf-8?b?5pel5pys6Kqe44Gu5Lu2?=\n "
    b"=?utf-8?b?5ZCN?=\n"
    b"Date: Tue, 03 Mar 2026 10:00:00 +0900\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B$3$s$K$A$O\x1b(B\n"
)
SAMPLES = (PLAIN, ALTERNATIVE, HTML_ONLY, BOUNCE, JOURNAL, BROKEN, FLOWED, JAPANESE, b"", b"\n\nbody only")
