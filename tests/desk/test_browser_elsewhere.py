from tests.desk.browsers import chromium, served, window
from tests.desk.counter import ORIGIN, Counter
from tests.desk.elsewhere import office, running_provider
from tests.desk.identity_provider import PASSWORD


async def test_a_person_signs_in_and_out_at_a_real_provider_in_a_real_browser(counter: Counter) -> None:
    """Without JavaScript, through the provider's pages, past every policy of the browser; and out again."""
    async with running_provider() as provider:
        app = office(counter, provider.issuer)
        async with served(app) as port, chromium(port) as browser:
            opened = await window(browser, script=False)
            await opened.page.goto(f"{ORIGIN}/login?next=/cases")
            await opened.follow("统一身份认证登录")
            await opened.page.fill("input[name=login]", "clerk")
            await opened.page.press("input[name=login]", "Enter")
            await opened.page.fill("input[name=password]", PASSWORD)
            await opened.page.press("input[name=password]", "Enter")
            await opened.page.click("button[name=answer][value=accept]")
            await opened.page.wait_for_url(f"{ORIGIN}/cases")
            inside = await opened.page.inner_text("header")
            await opened.press("退出")
            await opened.page.wait_for_url(f"{ORIGIN}/login**")
            await opened.page.goto(f"{ORIGIN}/cases")
            outside = await opened.heading()
            await opened.follow("统一身份认证登录")
            asked = await opened.page.locator("input[name=login], input[name=password]").count()
            own = [said for said in opened.complaints if "desk.test" in said]
            await opened.context.close()

    assert "clerk" in inside
    assert outside == "登录"
    assert asked == 1
    assert own == []
