"""Letters by e-mail, to the address that the message was owed to."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from core.channels.base import Away, Letter, Refused


class Mail:
    """The same letter sent again bears the same Message-ID, by which mail programs know it."""

    name = "mail"
    label = "电子邮件"
    asks = ""
    help = "发到您人员资料中的邮箱;邮箱有误的,请联系系统管理员修改。"

    @property
    def is_offered(self) -> bool:
        return True

    def problem_with(self, address: str) -> str:
        return ""

    def send(self, letter: Letter) -> None:
        """A server that answers about the letter refuses it; one that breaks off or keeps silent is away."""
        domain = str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("> ") or "localhost"
        named = {"Message-ID": f"<{letter.mark}@{domain}>"}
        try:
            EmailMessage(letter.subject, letter.text, None, [letter.address], headers=named).send()
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as said:
            raise Refused(str(said)) from said
        except OSError as lost:  # smtplib's other errors, refused connections and silence are such
            raise Away(str(lost) or type(lost).__name__) from lost
        except ValueError as unfit:  # no mail can carry this subject or address
            raise Refused(str(unfit)) from unfit
