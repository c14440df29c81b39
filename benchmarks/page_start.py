"""How long a page that needs no network takes after a cold start of the server, against an empty page.

Each round starts a fresh server and a fresh browser context for an empty Streamlit page and for each of our
pages, in turn, and takes the time from opening the address to the page being shown (its heading visible) and
to its being complete (its script at its end, everything drawn). Our pages are opened by somebody who is
signed in; the sign-in page itself is measured too. Prints one JSON object: median milliseconds of each page
and ratios to the empty page of the same run.

    python -m benchmarks.page_start [--rounds 5] [--home DIR]
"""

import argparse
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from core.accounts import Accounts, Seal, invented
from core.casebook import Casebook
from core.records import Role
from dashboard.session import COOKIE

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
EMPTY = "import streamlit as st\n\nst.title('Empty')\n"
# Written down by the page itself, since Playwright looks only every half second after a while.
WATCH = """
const look = () => {
  const heading = [...document.querySelectorAll("h1")].find((each) => each.innerText.trim() === "TITLE");
  if (heading?.getClientRects().length) window.shown ??= performance.now();
  const plain = document.querySelector("form[action='/callus/sign-in']");
  const rests = plain ?? document.querySelector(".stApp[data-test-script-state=notRunning]");
  if (window.shown && rests) window.complete ??= performance.now();
};
new MutationObserver(look).observe(document, { attributes: true, childList: true, subtree: true });
"""
SIGN_IN = "callus/sign-in"
PAGES = {
    SIGN_IN: "Sign in",
    "": "Worklist",
    "cases": "Cases",
    "validation": "Validation",
    "about": "About",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--home", help="a folder with cases; an empty one where it is not given")
    arguments = parser.parse_args()
    rounds = arguments.rounds
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = arguments.home or folder
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY)
        cookie = signed_in(Path(home))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in ("empty", *PAGES.values())}
        for _ in range(rounds):
            times["empty"].append(opened_ms(browser, empty, "", "Empty", home))
            for path, title in PAGES.items():
                whose = "" if path == SIGN_IN else cookie
                times[title].append(
                    opened_ms(browser, ROOT / "dashboard" / "app.py", path, title, home, cookie=whose)
                )
        browser.close()
    print(json.dumps({"rounds": rounds, "shown": summary(times, 0), "complete": summary(times, 1)}))


def summary(times: dict[str, list[tuple[float, float]]], which: int) -> dict[str, dict[str, float]]:
    """Return medians and ratios of one of the two moments."""
    medians = {
        name: float(round(statistics.median(pair[which] for pair in pairs))) for name, pairs in times.items()
    }
    ratios = {name: round(medians[name] / medians["empty"], 2) for name in PAGES.values()}
    return {"median_ms": medians, "ratio": ratios}


def signed_in(home: Path) -> str:
    """Return the cookie of somebody who is added to the home for this, and signed in."""
    casebook, password = Casebook(f"sqlite:///{home / 'casebook.sqlite3'}", home), invented()
    accounts = Accounts(casebook.database)
    name = f"bench-{secrets.token_hex(4)}"
    accounts.add(name, Role.SENIOR, "benchmark", password=password, must_change=False)
    token = accounts.door.enter(name, password) or ""
    casebook.close()
    return Seal.of(home).cookie(token)


def opened_ms(
    browser: Browser, script: Path, path: str, title: str, home: str, *, cookie: str = ""
) -> tuple[float, float]:
    """Return the milliseconds until a page is shown, and until it is complete, on a server just started."""
    with server(script, home) as url:
        context = browser.new_context()
        if cookie:
            context.add_cookies([{"name": COOKIE, "value": cookie, "url": url}])
        page = context.new_page()
        page.add_init_script(WATCH.replace("TITLE", title))
        page.goto(f"{url}/{path}", wait_until="commit")
        page.wait_for_function("window.complete", timeout=60_000)
        shown, complete = page.evaluate("[window.shown, window.complete]")
        context.close()
    return float(shown), float(complete)


@contextmanager
def server(script: Path, home: str) -> Iterator[str]:
    """Run a Streamlit script on a free port, with our configuration and an empty home."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    process = subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=ROOT,
        env={**os.environ, "CALLUS_HOME": home},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://localhost:{port}"
    try:
        wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def wait_for(url: str) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)


if __name__ == "__main__":
    main()
