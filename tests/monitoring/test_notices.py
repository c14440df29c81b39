"""Alarms leave the house once a channel, without anything of a patient; a failure is kept and tried again."""

import json
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from core.casebook import Casebook
from core.casebook.tables import AlarmTable
from core.monitoring import channels, tell
from core.settings import Settings
from tests.casebook.builders import open_casebook

SENTENCE = (
    "Mean grey of the films has risen since 01 March 2026: from 0.420 to 0.451, 3.5 of its usual deviations."
)


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    opened = open_casebook(tmp_path)
    with opened.database.writing() as session:
        session.add(
            AlarmTable(
                made_at=datetime.now(UTC),
                synthetic=False,
                series="grey_mean",
                began_on=date(2026, 3, 1),
                raised_on=date(2026, 3, 6),
                usual=0.42,
                found=0.451,
                deviation=3.5,
                studies=[4711, 4712],
                sentence=SENTENCE,
            )
        )
    yield opened
    opened.close()


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Hook(BaseHTTPRequestHandler):
    status = 200
    bodies: list[bytes]

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class Post(socketserver.StreamRequestHandler):
    """As much of a mail server as it takes to be handed one letter."""

    lines: list[bytes]

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        in_letter = False
        while line := self.rfile.readline():
            self.lines.append(line)
            if in_letter:
                in_letter = line != b".\r\n"
                answer = b"" if in_letter else b"250 taken\r\n"
            else:
                in_letter = line.upper().startswith(b"DATA")
                answer = b"354 go on\r\n" if in_letter else b"250 fine\r\n"
            if line.upper().startswith(b"QUIT") and not in_letter:
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(answer)


def hook(status: int = 200) -> tuple[HTTPServer, list[bytes]]:
    bodies: list[bytes] = []
    handler = type("OneHook", (Hook,), {"bodies": bodies, "status": status})
    return HTTPServer(("127.0.0.1", 0), handler), bodies


def test_nothing_is_told_where_nothing_is_set(casebook: Casebook) -> None:
    assert tell(casebook, Settings()) == ()


def test_a_webhook_is_told_once_and_not_of_any_study(casebook: Casebook) -> None:
    server, bodies = hook()
    settings = Settings(alarm_webhook=f"http://127.0.0.1:{server.server_port}/hook")
    with serving(server):
        (notice,) = tell(casebook, settings)
        assert (notice.channel, notice.fault) == ("webhook", "")
        assert tell(casebook, settings) == ()
    said = json.loads(bodies[0])
    assert (said["sentence"], said["began_on"], said["studies"]) == (SENTENCE, "2026-03-01", 2)
    assert b"4711" not in bodies[0]


def test_a_failure_is_kept_and_tried_again(casebook: Casebook) -> None:
    failing, _ = hook(status=500)
    with serving(failing):
        (notice,) = tell(casebook, Settings(alarm_webhook=f"http://127.0.0.1:{failing.server_port}/"))
    assert notice.fault
    server, bodies = hook()
    with serving(server):
        (again,) = tell(casebook, Settings(alarm_webhook=f"http://127.0.0.1:{server.server_port}/"))
    assert again.fault == "" and len(bodies) == 1


def test_a_mail_goes_over_the_houses_server(casebook: Casebook) -> None:
    lines: list[bytes] = []
    server = socketserver.TCPServer(("127.0.0.1", 0), type("OnePost", (Post,), {"lines": lines}))
    settings = Settings(
        alarm_mail_to="chief@example.org",
        alarm_mail_from="callus@example.org",
        alarm_mail_server=f"127.0.0.1:{server.server_address[1]}",
    )
    with serving(server):
        (notice,) = tell(casebook, settings)
    assert (notice.channel, notice.fault) == ("mail", "")
    letter = b"".join(lines).decode()
    assert "To: chief@example.org" in letter and "Mean grey of the films has risen" in letter
    assert "4711" not in letter


def test_simulated_alarms_are_told_only_when_asked_for(casebook: Casebook) -> None:
    server, _ = hook()
    with serving(server):
        assert (
            tell(casebook, Settings(alarm_webhook=f"http://127.0.0.1:{server.server_port}/"), synthetic=True)
            == ()
        )


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (Settings(alarm_webhook="file:///etc/passwd"), "must begin with https://"),
        (Settings(alarm_mail_to="chief@example.org"), "CALLUS_ALARM_MAIL_SERVER"),
    ],
)
def test_an_address_that_cannot_be_meant_is_a_fault_of_its_channel(
    casebook: Casebook, settings: Settings, sentence: str
) -> None:
    (notice,) = tell(casebook, settings)
    assert sentence in notice.fault
    (way,) = [each for each in channels(casebook, settings) if each.is_set]
    assert way.fault == way.lacking == notice.fault and way.waiting == 1


@pytest.mark.parametrize(
    "badly_set",
    [
        Settings(alarm_mail_to="a@b.org"),
        Settings(alarm_mail_to="a@b.org", alarm_mail_from="c@b.org", alarm_mail_server="127.0.0.1:99999"),
    ],
)
def test_a_badly_set_mail_silences_no_webhook(casebook: Casebook, badly_set: Settings) -> None:
    server, bodies = hook()
    settings = replace(badly_set, alarm_webhook=f"http://127.0.0.1:{server.server_port}/hook")
    with serving(server):
        webhook, mail = tell(casebook, settings)
        assert (webhook.channel, webhook.fault) == ("webhook", "")
        assert mail.channel == "mail" and mail.fault
        assert [notice.channel for notice in tell(casebook, settings)] == ["mail"]
    assert len(bodies) == 1


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/x", "http://[::1"])
def test_a_badly_set_webhook_silences_no_mail(casebook: Casebook, address: str) -> None:
    post = socketserver.TCPServer(("127.0.0.1", 0), type("OnePost", (Post,), {"lines": []}))
    settings = Settings(
        alarm_webhook=address,
        alarm_mail_to="chief@example.org",
        alarm_mail_from="callus@example.org",
        alarm_mail_server=f"127.0.0.1:{post.server_address[1]}",
    )
    with serving(post):
        webhook, mail = tell(casebook, settings)
    assert webhook.fault and (mail.channel, mail.fault) == ("mail", "")


def test_what_was_told_stays_told_whatever_comes_after_it(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    server, bodies = hook()
    settings = Settings(
        alarm_webhook=f"http://127.0.0.1:{server.server_port}/hook", alarm_mail_to="chief@example.org"
    )
    with serving(server):
        with monkeypatch.context() as cut:
            cut.setattr("core.monitoring.notices._mail", fail)
            with pytest.raises(RuntimeError):
                tell(casebook, settings)
        assert [notice.channel for notice in tell(casebook, settings)] == ["mail"]
    assert len(bodies) == 1


def test_what_is_set_up_is_said_without_any_address(casebook: Casebook) -> None:
    mail, webhook = channels(casebook, Settings())
    assert (mail.name, mail.is_set, webhook.is_set, webhook.told_at) == ("mail", False, False, None)
    server, _ = hook()
    settings = Settings(
        alarm_webhook=f"http://127.0.0.1:{server.server_port}/secret", alarm_mail_to="a@b.org"
    )
    mail, webhook = channels(casebook, settings)
    assert "CALLUS_ALARM_MAIL_SERVER" in mail.lacking and mail.told_at is None
    assert (webhook.is_set, webhook.lacking, webhook.told_at, webhook.waiting) == (True, "", None, 1)
    with serving(server):
        (notice,) = tell(casebook, Settings(alarm_webhook=settings.alarm_webhook))
    _, webhook = channels(casebook, settings)
    assert (webhook.told_at, webhook.fault, webhook.waiting) == (notice.at, "", 0)
    assert "secret" not in repr(webhook)


def test_a_failed_attempt_is_said_until_one_gets_through(casebook: Casebook) -> None:
    server, _ = hook(status=500)
    settings = Settings(alarm_webhook=f"http://127.0.0.1:{server.server_port}/")
    with serving(server):
        tell(casebook, settings)
    _, webhook = channels(casebook, settings)
    assert webhook.fault and webhook.told_at is None and webhook.waiting == 1


def test_a_refusal_is_kept_without_whom_the_mail_was_for(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise smtplib.SMTPRecipientsRefused({"chief@example.org": (550, b"unknown")})

    monkeypatch.setattr(smtplib.SMTP, "send_message", refuse)
    server = socketserver.TCPServer(("127.0.0.1", 0), type("OnePost", (Post,), {"lines": []}))
    settings = Settings(
        alarm_mail_to="chief@example.org",
        alarm_mail_from="callus@example.org",
        alarm_mail_server=f"127.0.0.1:{server.server_address[1]}",
    )
    with serving(server):
        (notice,) = tell(casebook, settings)
    assert notice.fault == "The mail server refused the recipient."


class Stranger(socketserver.StreamRequestHandler):
    """Something that listens and doesn't speak HTTP."""

    def handle(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


def test_a_webhook_that_speaks_no_http_silences_no_other_channel(casebook: Casebook) -> None:
    server = socketserver.TCPServer(("127.0.0.1", 0), Stranger)
    lines: list[bytes] = []
    post = socketserver.TCPServer(("127.0.0.1", 0), type("OnePost", (Post,), {"lines": lines}))
    settings = Settings(
        alarm_webhook=f"http://127.0.0.1:{server.server_address[1]}/",
        alarm_mail_to="chief@example.org",
        alarm_mail_from="callus@example.org",
        alarm_mail_server=f"127.0.0.1:{post.server_address[1]}",
    )
    with serving(server), serving(post):
        webhook, mail = tell(casebook, settings)
    assert webhook.fault and "OpenSSH" not in webhook.fault
    assert (mail.channel, mail.fault) == ("mail", "")


def test_an_address_with_an_impossible_port_is_a_fault(casebook: Casebook) -> None:
    (notice,) = tell(casebook, Settings(alarm_webhook="http://127.0.0.1:80a/x"))
    assert notice.fault == "The address or what answers there can't be made sense of."
