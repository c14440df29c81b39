"""Telling of an alarm outside the house: by e-mail or to a webhook, without anything of a patient.

A notice holds the alarm's sentence, its dates and how many studies drive it, never their numbers. Each
channel is told of an alarm once; a failure is kept and tried again the next time. A channel that is badly set
fails like any other and keeps none of the others from being told.
"""

import http.client
import json
import smtplib
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

from sqlalchemy import exists, select

from core.casebook import Casebook
from core.casebook.tables import AlarmTable, NoticeTable
from core.errors import SettingsError
from core.settings import Settings

_PATIENCE_S = 10.0
_SUBJECT = "Callus: a series has shifted"
# What can go wrong between two machines; all of it is the other side's or the line's.
_FAULTS = (OSError, smtplib.SMTPException, urllib.error.URLError)
# What isn't HTTP, or no address of it or of mail; its words are the other side's.
_GARBLED = (http.client.HTTPException, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class Notice:
    """One attempt; fault: why it failed, empty where it did not. at is UTC."""

    alarm_id: int
    channel: str
    at: datetime
    fault: str


def tell(casebook: Casebook, settings: Settings, *, synthetic: bool = False) -> tuple[Notice, ...]:
    """Tell every channel that is set of the alarms that it hasn't been told of; return the attempts.

    Each is kept as soon as it is made: what was told stays told, whatever comes after it. A channel whose
    settings can't be meant has that for its fault. Raises `CasebookError`.
    """
    told: list[Notice] = []
    for channel, send in _channels(settings).items():
        for alarm in _untold(casebook, channel, synthetic):
            notice = Notice(alarm.id, channel, datetime.now(UTC), _fault(send, alarm))
            _keep(casebook, notice)
            told.append(notice)
    return tuple(told)


def _keep(casebook: Casebook, notice: Notice) -> None:
    with casebook.database.writing() as session:
        session.add(
            NoticeTable(alarm_id=notice.alarm_id, channel=notice.channel, at=notice.at, fault=notice.fault)
        )


@dataclass(frozen=True, slots=True)
class Channel:
    """A way by which alarms leave the house, without its address.

    is_set: whether there is an address. lacking: why it can't be used all the same, empty where it can.
    told_at: when an alarm last got through (UTC). fault: why the newest attempt failed, empty where it did
    not or there was none. waiting: alarms that it has not been told of.
    """

    name: str
    is_set: bool
    lacking: str
    told_at: datetime | None
    fault: str
    waiting: int


def channels(casebook: Casebook, settings: Settings, *, synthetic: bool = False) -> tuple[Channel, ...]:
    """Return both ways and what became of the alarms of one kind on them; raises `CasebookError`."""
    asked = (("mail", settings.alarm_mail_to), ("webhook", settings.alarm_webhook))
    return tuple(_channel(casebook, settings, name, bool(address), synthetic) for name, address in asked)


def _channel(casebook: Casebook, settings: Settings, name: str, is_set: bool, synthetic: bool) -> Channel:
    attempts = (
        select(NoticeTable)
        .join(AlarmTable, AlarmTable.id == NoticeTable.alarm_id)
        .where(NoticeTable.channel == name, AlarmTable.synthetic.is_(synthetic))
        .order_by(NoticeTable.id.desc())
        .limit(1)
    )
    with casebook.database.reading() as session:
        newest = session.scalar(attempts)
        told = session.scalar(attempts.where(NoticeTable.fault == ""))
    return Channel(
        name=name,
        is_set=is_set,
        lacking=_lacking(settings, name) if is_set else "",
        told_at=told.at if told else None,
        fault=newest.fault if newest else "",
        waiting=len(_untold(casebook, name, synthetic)) if is_set else 0,
    )


def _lacking(settings: Settings, name: str) -> str:
    """Return what keeps a channel that is set from being used."""
    try:
        _checked(settings, name)
    except SettingsError as error:
        return error.sentence
    return ""


def message(alarm: AlarmTable) -> Mapping[str, object]:
    """Return what is told of an alarm, for JSON."""
    return {
        "series": alarm.series,
        "sentence": alarm.sentence,
        "began_on": alarm.began_on.isoformat(),
        "raised_on": alarm.raised_on.isoformat(),
        "usual": alarm.usual,
        "found": alarm.found,
        "deviation": alarm.deviation,
        "studies": len(alarm.studies),
        "simulated": alarm.synthetic,
    }


def _untold(casebook: Casebook, channel: str, synthetic: bool) -> Sequence[AlarmTable]:
    told = exists().where(
        NoticeTable.alarm_id == AlarmTable.id, NoticeTable.channel == channel, NoticeTable.fault == ""
    )
    asked = select(AlarmTable).where(AlarmTable.synthetic.is_(synthetic), ~told).order_by(AlarmTable.id)
    with casebook.database.reading() as session:
        return session.scalars(asked).all()


def _channels(settings: Settings) -> dict[str, Callable[[AlarmTable], None]]:
    found: dict[str, Callable[[AlarmTable], None]] = {}
    if settings.alarm_webhook:
        found["webhook"] = lambda alarm: _post(settings, alarm)
    if settings.alarm_mail_to:
        found["mail"] = lambda alarm: _mail(settings, alarm)
    return found


def _checked(settings: Settings, channel: str) -> None:
    """Raise `SettingsError` where a channel's settings can't be meant."""
    if channel == "webhook" and not settings.alarm_webhook.lower().startswith(("http://", "https://")):
        raise SettingsError("CALLUS_ALARM_WEBHOOK must begin with https:// or http://.")
    if channel == "mail" and not (settings.alarm_mail_server and settings.alarm_mail_from):
        raise SettingsError("E-mail needs CALLUS_ALARM_MAIL_SERVER and CALLUS_ALARM_MAIL_FROM, too.")


def _fault(send: Callable[[AlarmTable], None], alarm: AlarmTable) -> str:
    try:
        send(alarm)
    except SettingsError as error:
        return error.sentence
    except smtplib.SMTPResponseException as cause:
        # The server's own words may name whoever the mail was for.
        return f"The mail server answered {cause.smtp_code}."
    except smtplib.SMTPRecipientsRefused:
        return "The mail server refused the recipient."
    except _FAULTS as cause:
        return (
            str(getattr(cause, "reason", None) or getattr(cause, "strerror", None) or cause)[:256]
            or "Failed."
        )
    except _GARBLED:
        return "The address or what answers there can't be made sense of."
    return ""


def _post(settings: Settings, alarm: AlarmTable) -> None:
    _checked(settings, "webhook")
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        settings.alarm_webhook,
        data=json.dumps(message(alarm)).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=_PATIENCE_S):  # noqa: S310 - the scheme was checked
        pass


def _mail(settings: Settings, alarm: AlarmTable) -> None:
    """Send a mail over the house's server; with TLS where the server offers it."""
    _checked(settings, "mail")
    mail = EmailMessage()
    mail["Subject"] = _SUBJECT
    mail["From"], mail["To"] = settings.alarm_mail_from, settings.alarm_mail_to
    simulated = "\n\nThe studies are simulated." if alarm.synthetic else ""
    mail.set_content(
        f"{alarm.sentence}\n\nIt was seen on {alarm.raised_on:%d %B %Y}; {len(alarm.studies)} studies that "
        f"drive it are listed on the Performance page.{simulated}\n"
    )
    host, _, port = settings.alarm_mail_server.partition(":")
    with smtplib.SMTP(host, int(port) if port.isdecimal() else 25, timeout=_PATIENCE_S) as server:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls()
        server.send_message(mail)
