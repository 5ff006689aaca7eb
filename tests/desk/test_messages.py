import ast
import asyncio
import hmac
import inspect
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import text

from activities.contracts import Notice, NoticeBatch
from activities.notices import OutboxNotices
from desk.messages import sending as module
from desk.messages.mail import Mail, MailServer
from desk.messages.opening import open_sending
from desk.messages.sending import Sending, pause_after
from desk.messages.wording import LINES
from models.domain import change_events, effects, events, joint_events
from runtime.message_settings import MessageSettings, load_message_settings
from runtime.trouble import BadSetting
from tests.desk.counter import ORIGIN, Counter, people
from tests.desk.letter_boxes import ChatRoom, MailBox, chat_room, mail_server


@dataclass
class Post:
    """The office's ways out, and a clock that the test turns."""

    counter: Counter
    mail: MailBox
    chat: ChatRoom
    now: datetime

    def sending(self, style: str = "plain") -> Sending:
        """What hands out and sends, over the real servers."""
        settings = MessageSettings.model_validate(
            {
                "smtp_host": "127.0.0.1",
                "smtp_port": self.mail.port,
                "smtp_security": "none",
                "smtp_sender": "desk@office.test",
                "chat_url": self.chat.url,
                "chat_style": style,
                "chat_secret": "shared",
            }
        )
        return open_sending(
            self.counter.engine,
            settings,
            desk=ORIGIN,
            now=lambda: self.now,
            today=lambda: self.now.date(),  # noqa: PLW0108 - the clock turns
        )

    async def put(self, number: str, kind: str, to: str, item: str | None = None) -> str:
        """A message as the engine puts it; its key."""
        key = f"{number}:{len(kind)}{kind}:{to}"
        sender = OutboxNotices(self.counter.engine)
        notice = Notice.model_validate(
            {"key": key, "case": number, "seq": 2, "kind": kind, "to": to, "item": item, "at": self.now}
        )
        await sender.deliver(NoticeBatch(notices=(notice,)))
        await sender.close()
        return key

    async def states(self, key: str) -> list[tuple[str, str, int]]:
        """What has become of the message, channel by channel."""
        asked = text(
            "SELECT channel, state, attempts FROM message_deliveries WHERE notice = :key ORDER BY channel"
        )
        async with self.counter.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(asked, {"key": key})]

    async def sql(self, statement: str, **asked: object) -> None:
        """Change something behind the back."""
        async with self.counter.engine.begin() as connection:
            await connection.execute(text(statement), asked)


@pytest.fixture
async def post(counter: Counter) -> AsyncIterator[Post]:
    """Boxes without anything left to send, and nobody who wants to be told."""
    async with AsyncExitStack() as stack:
        mail = await stack.enter_async_context(mail_server())
        chat = await stack.enter_async_context(chat_room())
        made = Post(counter, mail, chat, datetime.now(UTC))
        await made.sql("UPDATE notices SET handed_out_at = now() WHERE handed_out_at IS NULL")
        await made.sql("DELETE FROM message_deliveries")
        await made.sql("DELETE FROM message_addresses")
        yield made


async def wants(post: Post, person: str, *, mail: str | None = None, chat: str | None = None) -> None:
    """The person has an address there, and has confirmed it."""
    await post.counter.app.state.desk.addresses.keep(
        person, mail=mail, mail_wanted=mail is not None, chat=chat, chat_wanted=chat is not None
    )
    await post.sql("UPDATE message_addresses SET mail_confirmed_at = now() WHERE person = :p", p=person)


def test_every_event_that_gives_rise_to_a_message_has_its_line() -> None:
    """Found in the rule itself: a new one without words is noticed here."""
    tree = ast.parse(inspect.getsource(effects.effects))
    names = [each.cls.attr for each in ast.walk(tree) if isinstance(each, ast.MatchClass)]  # type: ignore[attr-defined]
    modules = (events, change_events, joint_events)
    classes = [next(getattr(m, name) for m in modules if hasattr(m, name)) for name in names]

    assert len(names) > 35
    assert {each.model_fields["kind"].default for each in classes} == set(LINES)


async def test_a_message_is_in_the_box_of_whom_it_is_for(counter: Counter) -> None:
    """The acceptance tells the departments and the applicant; nobody else's box has it."""
    number = await accepted(counter, answers={"uses_forest": False})
    boxes = {
        account: (await (await counter.browser(account)).get("/messages")).text
        for account in ("water-handler", "forestry-handler", "applicant", "other-applicant", "abroad-clerk")
    }

    assert {account for account, page in boxes.items() if number in page} == {"water-handler", "applicant"}
    assert "新的抄告单，请签收" in boxes["water-handler"]
    assert "申请已受理" in boxes["applicant"]


async def test_unread_messages_are_counted_on_every_page_until_they_are_read(counter: Counter) -> None:
    """One by one, which leads to the case, and all at once."""
    number = await accepted(counter)
    handler = await counter.browser("fire-handler")
    before = unread((await handler.get("/")).text)
    key = re.search(rf'name="key" value="({number}:[^"]+)"', (await handler.get("/messages")).text)
    assert key is not None
    opened = await handler.post_form("/messages/read", key=key[1], open="yes")
    after_one = unread((await handler.get("/")).text)
    until = re.search(r'name="until" value="([^"]+)"', (await handler.get("/messages")).text)
    assert until is not None
    await handler.post_form("/messages/read", until=until[1])

    assert opened.headers["location"] == f"/cases/{number}"
    assert after_one == before - 1
    assert unread((await handler.get("/")).text) == 0


async def accepted(counter: Counter, **filing: Any) -> str:
    """A new case, with the messages of its acceptance, which come a moment after it."""
    number = await counter.case(accepted=True, **filing)
    asked = text('SELECT "to" FROM notices WHERE "case" = :case')
    async with asyncio.timeout(20):
        while True:
            async with counter.engine.connect() as connection:
                there = set(await connection.scalars(asked, {"case": number}))
            if {"applicant", "water", "fire"} <= there:
                return number
            await asyncio.sleep(0.05)


def unread(page: str) -> int:
    """The number in the header."""
    found = re.search(r'id="unread" class="unread-count">(\d*)', page)
    assert found is not None
    return int(found[1] or 0)


async def test_what_belongs_to_a_holder_is_told_to_the_holder_alone(counter: Counter, post: Post) -> None:
    """A warning to the handler of an item that somebody has taken."""
    number = await counter.case(accepted=True)
    to, item = "water/handler", "flood"
    await post.put(number, "deadline-approaching", to, item)
    open_to_all = number in (await (await counter.browser("water-handler")).get("/messages")).text
    await post.sql(
        'UPDATE items SET holder = :who WHERE "case" = :case AND item = :item',
        who="somebody",
        case=number,
        item=item,
    )
    page = (await (await counter.browser("water-handler")).get("/messages")).text

    assert open_to_all
    assert "即将到期" not in page.split(number)[0].rsplit("<tr", 1)[-1]


async def test_a_letter_leaves_once_and_says_nothing_of_persons(counter: Counter, post: Post) -> None:
    """Number, project, link, in both languages; a Message-ID of its own; a second round sends nothing."""
    number = await counter.case(accepted=True)
    await wants(post, "water-handler", mail="water@office.test")
    key = await post.put(number, "notice-issued", "water")
    for _ in range(2):
        await post.sending().round()
    letter = next(each for each in post.mail.letters if number in str(each["Subject"]))
    body = letter.get_content()

    assert await post.states(key) == [("mail", "sent", 1)]
    assert len(post.mail.letters) == len({each["Message-ID"] for each in post.mail.letters})
    assert str(letter["To"]) == "water@office.test"
    assert f"{ORIGIN}/cases/{number}" in body
    assert "请签收" in body
    assert "sign for it" in body
    assert not any(person.name in body for person in people().values())


async def test_nothing_is_sent_to_whom_it_does_not_concern(counter: Counter, post: Post) -> None:
    """Another department, an address without confirmation, somebody who has switched it off since."""
    number = await counter.case()
    await wants(post, "forestry-handler", mail="forestry@office.test")
    await wants(post, "water-handler", mail="water@office.test")
    await post.sql("UPDATE message_addresses SET mail_confirmed_at = NULL WHERE person = 'water-handler'")
    await wants(post, "fire-handler", mail="fire@office.test")
    water = await post.put(number, "department-reminded", "water")
    fire = await post.put(number, "department-reminded", "fire")
    sending = post.sending()
    await sending._handing_out.some(post.now, post.now.date())
    await wants(post, "fire-handler")
    await sending.round()

    assert await post.states(water) == []
    assert await post.states(fire) == [("mail", "dropped", 1)]
    assert post.mail.letters == []


async def test_what_was_refused_for_now_is_tried_again_and_given_up_in_the_end(
    counter: Counter, post: Post
) -> None:
    """Pauses that double; dead after the last try; dead at once when the server says never."""
    number = await counter.case()
    await wants(post, "water-handler", mail="water@office.test")
    key = await post.put(number, "department-reminded", "water")
    post.mail.rcpt = "450 come again later"
    await post.sending().round()
    await post.sending().round()
    early = await post.states(key)
    post.now += pause_after(1)
    await post.sending().round()
    second = await post.states(key)
    await post.sql(
        "UPDATE message_deliveries SET attempts = :n, next_try = :now", n=module.MOST_TRIES - 1, now=post.now
    )
    await post.sending().round()
    last = await post.states(key)
    other = await post.put(number, "gap-closed", "water")
    post.mail.rcpt = "550 no such mailbox"
    await post.sending().round()

    assert (early, second) == ([("mail", "waiting", 1)], [("mail", "waiting", 2)])
    assert last == [("mail", "dead", module.MOST_TRIES)]
    assert await post.states(other) == [("mail", "dead", 1)]
    assert [pause_after(n) for n in (1, 2, 3, 30)] == [
        timedelta(seconds=30),
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(hours=2),
    ]


@pytest.mark.parametrize("answer", ["451 not now", "554 never"])
async def test_a_refusal_after_the_letter_was_read_is_certain(
    counter: Counter, post: Post, answer: str
) -> None:
    """The server has said that it did not take it."""
    number = await counter.case()
    await wants(post, "water-handler", mail="water@office.test")
    key = await post.put(number, "department-reminded", "water")
    post.mail.data = answer
    await post.sending().round()

    assert await post.states(key) == [("mail", "waiting" if answer.startswith("4") else "dead", 1)]


async def test_a_letter_cut_off_on_its_way_is_not_sent_again(counter: Counter, post: Post) -> None:
    """The server took it and hung up before it said so: unknown, for the administrator to decide."""
    number = await counter.case()
    await wants(post, "water-handler", mail="water@office.test")
    key = await post.put(number, "department-reminded", "water")
    post.mail.cut = True
    await post.sending().round()
    post.mail.cut = False
    post.now += timedelta(days=2)
    await post.sending().round()
    told = (await (await counter.browser("administrator")).get("/messages/failed")).text
    found = re.search(r'name="delivery" value="(\w+)"', told)
    assert found is not None
    abroad = await (await counter.browser("abroad-administrator")).post_form(
        "/messages/failed", delivery=found[1]
    )
    kept = await post.states(key)
    await (await counter.browser("administrator")).post_form("/messages/failed", delivery=found[1])
    await post.sending().round()

    assert kept == [("mail", "unknown", 1)]
    assert abroad.status_code == 303
    assert number in told
    assert len(post.mail.letters) == 2
    assert len({each["Message-ID"] for each in post.mail.letters}) == 1


async def test_who_dies_between_sending_and_marking_leaves_a_doubt_and_no_second_letter(
    counter: Counter, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim stands; others leave it alone while it is young, and call it unknown when it is old."""
    number = await counter.case()
    await wants(post, "water-handler", mail="water@office.test")
    key = await post.put(number, "department-reminded", "water")
    dying = post.sending()

    async def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(dying, "_mark", die)
    with pytest.raises(KeyboardInterrupt):
        await dying.round()
    await post.sending().round()
    young = await post.states(key)
    post.now += module.ABANDONED + timedelta(seconds=1)
    await post.sending().round()

    assert young == [("mail", "sending", 1)]
    assert await post.states(key) == [("mail", "unknown", 1)]
    assert len(post.mail.letters) == 1


async def test_many_senders_send_each_letter_once(counter: Counter, post: Post) -> None:
    """Four at once over the same boxes."""
    number = await counter.case()
    await wants(post, "water-handler", mail="water@office.test")
    keys = [await post.put(number, kind, "water") for kind in sorted(LINES)[:12]]
    await asyncio.gather(*(post.sending().round() for _ in range(4)))

    assert [await post.states(key) for key in keys] == [[("mail", "sent", 1)]] * 12
    assert len(post.mail.letters) == 12


async def test_the_chat_is_told_once_and_by_whom(counter: Counter, post: Post) -> None:
    """One POST however many want it, with their names; signed, under a key that stays the same."""
    number = await counter.case()
    await wants(post, "water-handler", chat="water.h")
    await wants(post, "water-reviewer", chat="water.r")
    key = await post.put(number, "department-reminded", "water")
    post.chat.answer = lambda: (503, "")
    await post.sending().round()
    post.chat.answer = lambda: (200, '{"errcode": 0}')
    post.now += pause_after(1)
    await post.sending().round()
    moment, signed = re.fullmatch(r"t=(\d+),v1=(\w+)", post.chat.headers[-1]["x-lianshen-signature"]).groups()  # type: ignore[union-attr]
    ours = hmac.new(b"shared", f"{moment}.".encode() + post.chat.bodies[-1], sha256).hexdigest()

    assert await post.states(key) == [("chat", "sent", 2)]
    assert post.chat.told[-1]["to"] == ["water.h", "water.r"]
    assert post.chat.told[-1]["case"] == number
    assert len({each["idempotency-key"] for each in post.chat.headers}) == 1
    assert signed == ours


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((200, '{"errcode": 45009, "errmsg": "too often"}'), "waiting"),  # a robot refuses with 200
        ((204, ""), "sent"),
        ((429, ""), "waiting"),
        ((500, ""), "waiting"),
        ((504, ""), "unknown"),  # somebody in between does not know
        ((403, ""), "dead"),
        ((302, ""), "dead"),  # the robot's address is a secret: it is not carried elsewhere
        (None, "unknown"),  # taken, and no answer
    ],
)
async def test_an_answer_of_the_chat_is_taken_at_its_word(
    counter: Counter, post: Post, answer: tuple[int, str] | None, state: str
) -> None:
    """Certainly not taken is tried again, certainly refused is dead, a doubt stays a doubt."""
    number = await counter.case()
    await wants(post, "water-handler", chat="water.h")
    key = await post.put(number, "department-reminded", "water")
    post.chat.answer = lambda: answer
    await post.sending().round()

    assert await post.states(key) == [("chat", state, 1)]


@pytest.mark.parametrize(
    ("style", "names"),
    [
        ("wecom", lambda told: told["text"]["mentioned_list"]),
        ("dingtalk", lambda told: told["at"]["atUserIds"]),
    ],
)
async def test_robots_are_spoken_to_in_their_own_form(
    counter: Counter, post: Post, style: str, names: Any
) -> None:
    """A text with a link, and whom to mention; DingTalk's own signature stands in the address."""
    number = await counter.case()
    await wants(post, "water-handler", chat="water.h")
    await post.put(number, "department-reminded", "water")
    await post.sending(style).round()

    assert post.chat.told[0]["msgtype"] == "text"
    assert f"{ORIGIN}/cases/{number}" in post.chat.told[0]["text"]["content"]
    assert names(post.chat.told[0]) == ["water.h"]
    assert ("sign=" in post.chat.ways[0]) == (style == "dingtalk")


async def test_old_news_stays_on_the_desk(counter: Counter, post: Post) -> None:
    """After a restored backup, or when mail is switched on, nobody is flooded."""
    number = await counter.case()
    await wants(post, "water-handler", mail="water@office.test")
    post.now -= timedelta(days=4)
    key = await post.put(number, "department-reminded", "water")
    post.now += timedelta(days=4)
    await post.sending().round()

    assert (await post.states(key), post.mail.letters) == ([], [])


async def test_an_address_is_the_persons_once_its_code_has_come_back(
    counter: Counter, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a letter with a code; five wrong ones, and the right one does not count any more."""
    desk = counter.app.state.desk
    server = MailServer("127.0.0.1", post.mail.port, "desk@office.test", security="none")
    monkeypatch.setattr(desk.sending, "mail", Mail(server))
    browser = await counter.browser("water-handler")
    saved = await browser.post_form("/messages/settings", mail="w@office.test", mail_wanted="yes")
    again = await browser.post_form("/messages/settings/code")
    code = re.search(r"\d{8}", post.mail.letters[0].get_content())
    assert code is not None
    wrong = await browser.post_form("/messages/settings/confirm", code="x")
    pending = (await desk.addresses.of("water-handler")).mail_confirmed
    right = await browser.post_form("/messages/settings/confirm", code=f"{code[0][:4]} {code[0][4:]}")
    confirmed = (await desk.addresses.of("water-handler")).mail_confirmed
    await browser.post_form("/messages/settings", mail="other@office.test", mail_wanted="yes")
    moved = (await desk.addresses.of("water-handler")).mail_confirmed
    await post.sql("UPDATE message_addresses SET code_sent_at = code_sent_at - interval '2 minutes'")
    await browser.post_form("/messages/settings/code")
    fresh = re.search(r"\d{8}", post.mail.letters[-1].get_content())
    assert fresh is not None
    for _ in range(5):
        await browser.post_form("/messages/settings/confirm", code="00000000x")
    late = await browser.post_form("/messages/settings/confirm", code=fresh[0])

    assert saved.headers["location"].endswith("saved=code")
    assert again.headers["location"].endswith("saved=wait")
    assert (wrong.status_code, pending) == (422, False)
    assert (right.status_code, confirmed, moved) == (303, True, False)
    assert late.status_code == 422


@pytest.mark.parametrize(
    "mail", ["a@b\r\nBcc: x@y.test", "no address", "a@b", "甲@office.test", "a@b.test, c@d.test"]
)
async def test_an_address_that_is_none_is_refused(counter: Counter, mail: str) -> None:
    """With the form as it was filled in."""
    answer = await (await counter.browser("water-handler")).post_form("/messages/settings", mail=mail)

    assert answer.status_code == 422
    assert "不是邮箱地址" in answer.text


def test_settings_that_do_not_fit_are_named_without_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat's address and a password are secrets."""
    monkeypatch.setenv("LIANSHEN_MESSAGES_CHAT_URL", "secret-and-no-address")
    with pytest.raises(BadSetting) as refused:
        load_message_settings()

    assert "LIANSHEN_MESSAGES_CHAT_URL" in str(refused.value)
    assert "secret-and-no-address" not in str(refused.value)
