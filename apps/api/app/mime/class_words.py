"""The words that classification goes by where no header says it: languages and habits of mail systems."""

from __future__ import annotations

import re

DAEMON = re.compile(
    r"^(?:mailer-?daemon|mail-?daemon|postmaster|bounces?|mdaemon|mail(?:er)?[._-]?delivery|smtp-?daemon|double-bounce)\b"
)
DAEMON_NAME = re.compile(
    r"mail(?:er)?[ _-]?(?:delivery|daemon)|delivery (?:subsystem|service|system)|postmaster|mail administrator|"
    r"system administrator|internet mail delivery|mail system",
    re.IGNORECASE,
)
BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|notification|problem|report|has failed)|returned mail|"
    r"return(?:ed|ing) "
    r"(?:message|to sender)|failure notice|mail (?:delivery (?:failed|failure|error|system)|could not|failure|"
    r"system error)|"
    r"delivery failed|non[- ]?deliver|could not be delivered|message (?:could not|not delivered|delivery (?:failed|"
    r"failure))|"
    r"unzustellbar|nicht zugestellt|non remis|échec de la (?:remise|distribution)|no se (?:puede|pudo) entregar|"
    r"mancata consegna|onbestelbaar|não entregue|bounce|rejected mail|user unknown|mail error|"
    r"не доставлено|недоставленное|配信不能|エラーメール|未送达|退信|delivery error|warning: could not send|delayed",
    re.IGNORECASE,
)
BOUNCE_BODY = re.compile(
    r"could not be delivered|(?:un|not )able to deliver|delivery (?:has |to the following [^.]{0,40})?failed|"
    r"permanent (?:fatal )?error|"
    r"user (?:unknown|not found)|mailbox (?:unavailable|full|not found|is full)|no such (?:user|recipient|mailbox)|"
    r"undeliver|returned to (?:the )?sender|recipient address rejected|does not exist|unknown (?:user|address|"
    r"recipient)|"
    r"(?:^|\s)5\d\d[ -][#(]?5\.\d\.\d|status: [45]\.\d+\.\d+|not (?:been )?delivered|message (?:was )?(?:rejected|"
    r"blocked)|"
    r"host (?:unknown|not found)|over quota|quota exceeded",
    re.IGNORECASE,
)
VACATION = re.compile(
    r"out of (?:the )?office|on vacation|away from (?:my|the) (?:desk|office|mail|e-?mail)|vacation (?:reply|"
    r"message|notice|auto)|"
    r"abwesenheit|nicht im (?:büro|buero|haus)|außer haus|absen(?:ce|t) du bureau|message d.absence|"
    r"fuera de (?:la )?oficina|"
    r"ausente|fuori (?:sede|ufficio)|assenza dall.ufficio|afwezig|fora do escritório|ausência|frånvaro|fravær|"
    r"poissaolo|"
    r"poza biurem|nieobecno|mimo kancelář|в отпуске|нет на месте|不在|休暇|外出|부재중|\booo\b|on leave|ofis dışında",
    re.IGNORECASE,
)
AUTO_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|sv)\s*:\s*)?(?:auto(?:matic|mated)?[ -]?(?:reply|response|antwort|svar)|automatische? "
    r"(?:antwort|afwezigheid)|"
    r"automatisch antwoord|réponse automatique|respuesta automática|risposta automatica|resposta automática|"
    r"automatiskt svar|"
    r"autosvar|automaattinen vastaus|autoreply|auto:|odpowiedź automatyczna|automatická odpověď|автоответ|"
    r"автоматический ответ|"
    r"自動応答|自动(?:答复|回复)|자동 (?:응답|회신)|otomatik yanıt)",
    re.IGNORECASE,
)
NOT_A_MEMBER = re.compile(r"\bnot (?:a )?member\b", re.IGNORECASE)
JMRP = frozenset({"staff@hotmail.com", "staff@outlook.com"})
NO_REPLY = re.compile(r"^(?:no[._-]?reply|do[._-]?not[._-]?reply|noreply|notifications?|alerts?|nicht-?antworten)\b")
GROUPS_OWN = re.compile(r"groups\.google\.com|\+unsubscribe@|\+help@|\+owners?@", re.IGNORECASE)
#: What issue trackers, helpdesks and monitors write into their mail: header → what it stands for.
MACHINES = (
    ("x-servicenow-generated", "ServiceNow"), ("x-servicenow-source", "ServiceNow"),
    ("x-jira-fingerprint", "Jira"), ("x-atlassian-mail-message-id", "Atlassian"),
    ("x-atlassian-mail-transaction-id", "Atlassian"), ("x-github-reason", "GitHub"), ("x-github-sender", "GitHub"),
    ("x-gitlab-notificationreason", "GitLab"), ("x-gitlab-project", "GitLab"), ("x-bugzilla-type", "Bugzilla"),
    ("x-redmine-host", "Redmine"), ("x-launchpad-message-rationale", "Launchpad"), ("x-sentry-project", "Sentry"),
    ("x-rt-loop-prevention", "Request Tracker"), ("x-otrs-loop", "OTRS"), ("x-trac-project", "Trac"),
    ("x-phabricator-sent-this-message", "Phabricator"), ("x-fc-machinegenerated", "a mail program's rule"),
)  # fmt: skip
