"""A person at a browser who reads what stands there in one language, and clicks on it by its words."""

import re
from collections.abc import Iterable
from typing import Final, Literal

from playwright.async_api import Browser, FilePayload, Locator, expect

from tests.attachments.files import PDF
from tests.desk.browsers import Window, window
from tests.desk.counter import ORIGIN, PASSWORD

Language = Literal["zh", "en"]

PATIENCE: Final = 30_000
"""How long a page may take, in milliseconds; a busy machine is no fault of the desk."""

OFFICIAL: Final = re.compile(
    "防洪法 第三十三条|消防法 第十一条|企业投资项目核准和备案管理条例 第三条|示例联审.〔[0-9]{4}〕[0-9-]+号"
)
"""The laws of the sample procedure and the numbers of its documents, which have no other names."""
_CHINESE: Final = re.compile("[^\n]*[\u3400-\u9fff][^\n]*")
_ALL_WORDS: Final = """() => {
  const found = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!walk.currentNode.parentElement.closest("[lang='zh-CN'], script")) found.push(walk.currentNode.data);
  }
  for (const each of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    found.push(each.ariaLabel, each.title, each.placeholder);
  }
  return found.join("\\n");
}"""


class Visitor:
    """One person's session, from the door on. Each page is looked at as soon as it is there."""

    def __init__(self, opened: Window, language: Language, account: str) -> None:
        self.page = opened.page
        self.account = account
        self.opened = opened
        self.titles: list[str] = []
        self._language = language

    def t(self, zh: str, en: str) -> str:
        """The words of this visitor's language."""
        return zh if self._language == "zh" else en

    async def arrive(self) -> None:
        """Through the door; whoever reads English takes the link to it first."""
        await self.page.goto(f"{ORIGIN}/login")
        if self._language == "en":
            await self.opened.follow("English")
            await expect(self.page.locator("html")).to_have_attribute("lang", "en", timeout=PATIENCE)
        await self.page.get_by_label(self.t("账号", "Account")).fill(self.account)
        await self.page.get_by_label(self.t("密码", "Password"), exact=True).fill(PASSWORD)
        await self.page.get_by_role("button", name=self.t("登录", "Sign in"), exact=True).click()

    async def sees(self, heading: str) -> None:
        """The page about this has come; in English nothing on it is Chinese but names and documents."""
        await expect(self.page.locator("h1").first).to_contain_text(heading, timeout=PATIENCE)
        self.titles.append(await self.page.title())
        lang = await self.page.get_attribute("html", "lang")
        assert lang == self.t("zh-CN", "en"), self.page.url
        if self._language == "en":
            words = OFFICIAL.sub("", await self.page.evaluate(_ALL_WORDS))
            found = _CHINESE.findall(words)
            assert found == [], (self.page.url, found)

    async def follow(self, link: str, heading: str, among: Locator | None = None) -> None:
        """Click a link by its words, in one part of the page or anywhere."""
        place = self.page.locator("body") if among is None else among
        await place.get_by_role("link", name=link, exact=True).first.click()
        await self.sees(heading)

    async def press(self, button: str, heading: str) -> None:
        """Click a button by its words."""
        await self.page.get_by_role("button", name=button, exact=True).click()
        await self.sees(heading)

    async def fill(self, **fields: str) -> None:
        """Write into fields by their labels; an underscore stands for a space."""
        for label, value in fields.items():
            await self.page.get_by_label(label.replace("_", " ")).fill(value)

    async def choose(self, *labels: str) -> None:
        """Tick boxes or take choices by their labels."""
        for label in labels:
            await self.page.get_by_label(label, exact=True).check()

    async def confirm(self, title: str) -> str:
        """On the page that shows everything once more: do it. What the receipt says."""
        await self.sees(f"{self.t('核对：', 'Check: ')}{title}")
        await self.press(f"{self.t('确认：', 'Confirm: ')}{title}", self.t("回执", "Receipt"))
        return await self.page.locator(".receipt").inner_text()

    async def hand_over(self, label: str, name: str, button: str) -> None:
        """Choose a small PDF for a field, and send it; it stands on the page afterwards."""
        file: FilePayload = {"name": name, "mimeType": "application/pdf", "buffer": PDF}
        await self.page.get_by_label(label).set_input_files([file])
        await self.page.get_by_role("button", name=button).click()
        await expect(self.page.get_by_role("link", name=name)).to_be_visible(timeout=PATIENCE)

    async def reads(self, *told: str) -> None:
        """The page says all of this."""
        for words in told:
            await expect(self.page.locator("main")).to_contain_text(words, timeout=PATIENCE)

    def line(self, *words: str) -> Locator:
        """The line of a table with these words."""
        found = self.page.locator("tr")
        for each in words:
            found = found.filter(has_text=each)
        return found


async def visitors(
    browser: Browser, language: Language, accounts: Iterable[str], *, script: bool
) -> dict[str, Visitor]:
    """A signed-in visitor for each account, each in a session of its own."""
    found = {}
    for account in accounts:
        visitor = Visitor(await window(browser, script=script), language, account)
        await visitor.arrive()
        found[account] = visitor
    return found
