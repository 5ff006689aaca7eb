"""Cases of departments that work together: a law with visits, and what is told of every event."""

import re
from typing import Any

from desk.telling.story import Story
from models.domain.case import Case
from models.domain.effects import effects
from models.domain.fold import evolve
from models.domain.rulebook import Rulebook
from tests.domain.invariants import check_all, check_fold
from tests.domain.sample import CATALOGUE, CHINESE, FILING, Counter, rulebook

SURVEY = {"items": ["forest-land", "flood"], "scheduled": "2026-06-17 09:00", "at_place": "十里工业园"}
MEETING = {"items": ["forest-land", "flood"], "scheduled": "2026-06-18 14:00"}
FINDING = {"finding": "现场与材料一致", "names": ["吴", "雷"]}


def visiting(*items: str) -> Rulebook:
    """The sample law in which these items need a visit."""
    return rulebook(items=[{**item, "visit": item["code"] in items} for item in CATALOGUE["items"]])


def accepted(*visits: str, **filing: Any) -> Counter:
    """Filed and accepted on Monday, 15 June 2026, at nine and eleven."""
    counter = Counter(visiting(*visits) if visits else None)
    counter.act("2026-06-15 09:00", "clerk", "file-case", **{**FILING, **filing})
    counter.act("2026-06-15 11:00", "clerk", "accept-case")
    return counter


def surveyed() -> Counter:
    """A survey of forestry and water is called for Wednesday."""
    counter = accepted("forest-land", "flood")
    counter.act("2026-06-15 14:00", "clerk", "schedule-survey", **SURVEY)
    return counter


def convened() -> Counter:
    """A meeting of forestry and water is called for Thursday."""
    counter = accepted()
    counter.act("2026-06-15 14:00", "clerk", "convene-meeting", **MEETING)
    return counter


def checked(counter: Counter) -> Counter:
    """Every invariant holds, and every event has its sentence in both languages."""
    assert counter.case.last_at is not None
    check_all(counter.case, counter.events, counter.book, counter.case.last_at)
    check_fold(counter.case, counter.events, counter.book)
    for zh, en in sentences(counter):
        assert CHINESE.search(zh), zh
        assert re.search("[a-z]", en), en
    return counter


def sentences(counter: Counter) -> list[tuple[str, str]]:
    """What is told of each event."""
    story, after, told = Story(counter.book), Case(number=counter.case.number), []
    for event in counter.events:
        after = evolve(after, event)
        sentence = story.sentence(event, after)
        told.append((sentence.zh, sentence.en))
    return told


def told_to(counter: Counter, kind: str) -> list[str]:
    """Who gets a message of the latest event of a kind."""
    return [effect.to for effect in effects(counter.case, counter.last(kind))]
