"""Pictures for the README, taken from a running demo: `python tools/screenshots.py http://127.0.0.1:8000/`.

Saves docs/img/workbench.png, record.png and township.png at 1366×768. Needs Playwright and a Chromium; JISHI_CHROMIUM
names its path where it is not found."""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

OUT = Path(__file__).resolve().parents[1] / "docs" / "img"
PASSWORD = os.environ.get("JISHI_DEMO_PASSWORD", "jishi-demo-2026")
SIZE: ViewportSize = {"width": 1366, "height": 768}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip
# picture → (login, address, the link to follow from there)
PICTURES = {
    "workbench": ("hongqi", "/", ""),
    "record": ("hongqi", "/activities/new/", "党员大会"),
    "township": ("ganshi", "/overview/", ""),
}


def take(browser: Browser, base: str, name: str, login: str, address: str, then: str) -> Path:
    """Sign in as one of the cast, open the page and keep what its first screen shows."""
    page = browser.new_context(viewport=SIZE, locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    page.goto(base + "/sign-in/")
    page.fill("[name=username]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    answer = page.goto(base + address)
    if answer is None or answer.status != 200:
        raise SystemExit(f"{address} 没有打开（{answer.status if answer else '无应答'}）。")
    if then:
        page.click(f"main a:text-is('{then}')")
        page.wait_for_load_state()
    path = OUT / f"{name}.png"
    page.screenshot(path=path)
    page.context.close()
    return path


def main(base: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = os.environ.get("JISHI_CHROMIUM") or next(
            (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), None
        )
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        for name, (login, address, then) in PICTURES.items():
            sys.stdout.write(f"{take(browser, base, name, login, address, then)}\n")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("用法：python tools/screenshots.py http://127.0.0.1:8000")
    main(sys.argv[1].rstrip("/"))
