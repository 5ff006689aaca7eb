from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

from desk.web.language import COOKIE
from models.domain.text import Language
from runtime.documents import DATA
from tests.desk.browsers import chromium, served
from tests.desk.counter import ORIGIN, Counter
from tests.desk.playing import play_until
from tests.desk.sending import keep
from tests.desk.walking import NO_PAGES, SAMPLES, Visit, Walk, page_routes, walk

RULES = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ],
    "resultTypes": ["violations"],
}
LANGUAGES: tuple[Language, ...] = ("zh", "en")
DESK: ViewportSize = {"width": 1366, "height": 768}
NARROW: ViewportSize = {"width": 320, "height": 640}
"""A window of 1280 pixels at 400 %, which WCAG 1.4.10 asks for."""

REACHABLE = """
() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(
    each => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({visibilityProperty: true})
        && each.getClientRects().length
).map((each, place) => {
    each.dataset.stop = each.type === 'radio' ? 'radio ' + each.name : String(place);
    return each.dataset.stop;
})
"""
STOPPED = """
() => {
    const at = document.activeElement;
    if (!at || !at.dataset.stop) return null;
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    return {
        stop: at.dataset.stop,
        what: at.outerHTML.slice(0, 120),
        seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 0
            && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
    };
}
"""
TOO_WIDE = """
() => [...document.querySelectorAll('body *')]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(each => each.outerHTML.slice(0, 90))
"""


@dataclass
class Faults:
    """What was found wrong on all pages, by kind."""

    axe: list[str] = field(default_factory=list)
    width: list[str] = field(default_factory=list)
    language: list[str] = field(default_factory=list)
    keyboard: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
async def walked(counter: Counter) -> Walk:
    """Everybody's way through the desk, beginning with cases at every stage."""
    clerk, water = await counter.browser("clerk"), await counter.browser("water-handler")
    fresh = await counter.case()
    lacking = await counter.case(materials=["report"])
    await clerk.command(lacking, "request-corrections", gaps=[{"material": "photos", "reason": "缺照片"}])
    running = await counter.case()
    accepted = await clerk.command(running, "accept-case", "accepted-for-the-eyes")
    assert accepted.status_code == 200, accepted.text
    await water.command(running, "acknowledge-notice", item="flood")
    await keep(counter, running)
    ended = await counter.case()
    await play_until(counter, ended, "delivered")
    drafts = {
        kind: await counter.app.state.desk.administration.drafts.keep(
            kind, "450721", file.name, file.read_text("utf-8"), by="administrator", at=datetime.now(UTC)
        )
        for kind, file in (
            ("calendar", DATA / "calendars" / "CN" / "2026.yaml"),
            ("catalogue", DATA / "catalogues" / "lingshan-major-project.yaml"),
        )
    }
    begin = [f"/cases/{number}" for number in (running, fresh, lacking, ended)]
    return await walk(counter, begin, running=running, ended=ended, key="accepted-for-the-eyes", **drafts)


@pytest.fixture(scope="module")
async def faults(counter: Counter, walked: Walk) -> Faults:
    """Every page was looked at: in Chinese on a desk, then narrow; and in English, narrow."""
    found = Faults()
    async with served(counter.app) as port, chromium(port) as browser:
        windows: dict[tuple[str | None, Language], Page] = {}
        for visit in walked.different():
            for language in LANGUAGES:
                if (visit.account, language) not in windows:
                    own = await context(browser, counter, visit.account, language)
                    await own.add_init_script(Axe().axe_script)
                    windows[visit.account, language] = await own.new_page()
                page = windows[visit.account, language]
                if language == "zh":
                    await page.set_viewport_size(DESK)
                    await page.goto(f"{ORIGIN}{visit.way}")
                    await axe(page, visit, found)
                    await keyboard(page, visit, found)
                    await page.set_viewport_size(NARROW)
                else:
                    await page.set_viewport_size(NARROW)
                    await page.goto(f"{ORIGIN}{visit.way}")
                    await axe(page, visit, found)
                await width_and_language(page, visit, language, found)
    return found


async def context(
    browser: Browser, counter: Counter, account: str | None, language: Language
) -> BrowserContext:
    """A window of the person who is signed in already."""
    made = await browser.new_context()
    cookies: dict[str, str] = {COOKIE: language}
    if account is not None:
        cookies["lianshen-session"] = (await counter.browser(account)).token
    await made.add_cookies([{"name": name, "value": value, "url": ORIGIN} for name, value in cookies.items()])
    return made


async def axe(page: Page, visit: Visit, found: Faults) -> None:
    """WCAG 2.0 to 2.2, A and AA, and best practice."""
    for violation in await page.evaluate("rules => axe.run(rules).then(told => told.violations)", RULES):
        shown = [f"{node['html'][:160]} {node['failureSummary']}" for node in violation["nodes"][:3]]
        found.axe.append(f"{visit}: {violation['id']}: {'; '.join(shown)}")


async def keyboard(page: Page, visit: Visit, found: Faults) -> None:
    """One Tab after another from the top."""
    left = set(await page.evaluate(REACHABLE))
    for _ in range(4 * len(left) + 4):  # a date is up to four stops
        if not left:
            break
        await page.keyboard.press("Tab")
        at = await page.evaluate(STOPPED)
        if at is None:
            continue
        left.discard(at["stop"])
        if not at["seen"]:
            found.keyboard.append(f"{visit}: the focus is not to be seen: {at['what']}")
    found.keyboard.extend(f"{visit}: no Tab reaches {stop}" for stop in sorted(left))


async def width_and_language(page: Page, visit: Visit, language: Language, found: Faults) -> None:
    """The body is no wider than the window, and says its language."""
    width = await page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW["width"]:
        found.width.append(f"{visit} {language}: {width} pixels wide: {await page.evaluate(TOO_WIDE)}")
    told = await page.get_attribute("html", "lang")
    if told != {"zh": "zh-CN", "en": "en"}[language]:
        found.language.append(f"{visit} {language}: says {told}")


async def test_every_page_is_found(counter: Counter, walked: Walk) -> None:
    """A new route is looked at by this file as soon as a link leads to it, or it stands in `SAMPLES`."""
    missed = set(page_routes(counter)) - walked.opened - set(NO_PAGES)
    message = (
        "no link leads there: give an address in SAMPLES of tests/desk/walking.py, or say in NO_PAGES why not"
    )

    assert not missed, f"{sorted(missed)}: {message}"
    assert set(SAMPLES) | set(NO_PAGES) <= set(page_routes(counter))


async def test_axe_finds_nothing(faults: Faults) -> None:
    """WCAG 2.0 to 2.2, A and AA, and best practice."""
    assert not faults.axe, "\n".join(faults.axe)


async def test_nothing_scrolls_sideways_in_a_narrow_window(faults: Faults) -> None:
    """The page itself does not; a wide table scrolls in a region of its own."""
    assert not faults.width, "\n".join(faults.width)


async def test_every_page_says_its_language(faults: Faults) -> None:
    """What reads a page aloud must know."""
    assert not faults.language, "\n".join(faults.language)


async def test_the_keyboard_reaches_every_control_and_shows_where_it_is(faults: Faults) -> None:
    """One Tab after another."""
    assert not faults.keyboard, "\n".join(faults.keyboard)


async def test_the_skip_link_leads_to_the_content(counter: Counter) -> None:
    """Enter on the first stop, and the next Tab is inside of the content."""
    async with served(counter.app) as port, chromium(port) as browser:
        page = await (await context(browser, counter, "clerk", "zh")).new_page()
        await page.goto(ORIGIN)
        await page.keyboard.press("Tab")
        first = await page.evaluate("document.activeElement.className")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        inside = await page.evaluate("document.querySelector('main').contains(document.activeElement)")

    assert (first, inside) == ("skip", True)
