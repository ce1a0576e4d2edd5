"""Find a Chromium for the browser tests, or get one: `python -m scripts.chromium`.

The order: `REHEARSAL_CHROMIUM`, a chromium or chrome on the PATH, Debian's package (needs root), Playwright's own
download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A second `--disable-features` replaces Playwright's own, so its list (1.65) is repeated, but for Edge's entries.
# The three of ours: two hidden pages of the address bar's suggestions and a spare renderer, which every new window starts
# and no test sees. Without them a page opened in a fresh context costs 1.3 s of CPU in place of 2.3 (Chromium 156).
PLAYWRIGHT_FEATURES_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
FEATURES_OFF = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess")
# Chromium's sandbox needs user namespaces that containers seldom have; the pages under test are our own.
# The rest keeps it from calling home during a test.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    f"--disable-features={','.join((*PLAYWRIGHT_FEATURES_OFF, *FEATURES_OFF))}",
)
ADVICE = (
    "No Chromium for the browser tests: put `chromium` on the PATH (Debian: apt-get install chromium), name one in "
    "REHEARSAL_CHROMIUM, or let `python -m playwright install chromium` reach the network."
)


def find_browser() -> Path | None:
    """Return the browser's executable, None where there is none."""
    setting = os.environ.get("REHEARSAL_CHROMIUM")
    if setting and Path(setting).is_file():
        return Path(setting)
    for name in NAMES:
        if on_path := shutil.which(name):
            return Path(on_path)
    return _find_playwright_browser()


def _find_playwright_browser() -> Path | None:
    # Playwright names the path also where nothing was downloaded to it.
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def _run(*command: str) -> bool:
    print("$", " ".join(command), file=sys.stderr)
    return subprocess.run(command, check=False, stdout=sys.stderr).returncode == 0


def install_browser() -> Path | None:
    """Find a browser; else install Debian's package when root, else Playwright's own. None when nothing helped."""
    if browser := find_browser():
        return browser
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq")
        _run(*environment, "update")
        if _run(*environment, "install", "-y", "--no-install-recommends", "chromium") and (browser := find_browser()):
            return browser
    _run(sys.executable, "-m", "playwright", "install", "chromium")
    return find_browser()


def main() -> int:
    """Print the browser's path; exit 1 with advice when there is none."""
    browser = install_browser()
    print(browser or ADVICE, file=sys.stdout if browser else sys.stderr)
    return 0 if browser else 1


if __name__ == "__main__":
    raise SystemExit(main())
