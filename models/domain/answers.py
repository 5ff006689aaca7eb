"""Whether the answers on a form fit the questions of its catalogue."""

from collections.abc import Mapping
from difflib import get_close_matches

from models.domain.catalogue import Catalogue
from models.domain.conditions import AnswerValue, Question, read_answer
from models.domain.faults import Fault, Unfit


def check_answers(catalogue: Catalogue, answers: Mapping[str, object]) -> list[Fault]:
    """Every unknown question, unfit answer and unanswered required question, at once."""
    faults: list[Fault] = []
    for code, answer in answers.items():
        question = catalogue.question_by_code.get(code)
        if question is None:
            faults.append(_unknown(code, catalogue))
        elif (fault := unfit_answer(question, answer)) is not None:
            faults.append(Fault((code,), fault.zh, fault.en))
    faults += [
        _unanswered(question)
        for question in catalogue.questions
        if question.required and question.code not in answers
    ]
    return faults


def fitting_answers(catalogue: Catalogue, answers: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
    """The answers that this catalogue asks for and takes."""
    known = catalogue.question_by_code
    return {
        code: answer
        for code, answer in answers.items()
        if code in known and unfit_answer(known[code], answer) is None
    }


def unfit_answer(question: Question, answer: object) -> Unfit | None:
    """Why this is no answer to the question; None when it is one."""
    try:
        value = read_answer(answer)
    except Unfit as unfit:
        return unfit
    return _misfit(question, value)


def _misfit(question: Question, value: AnswerValue) -> Unfit | None:
    is_text, is_yes_or_no = isinstance(value, str), isinstance(value, bool)
    match question.type:
        case "boolean" if not is_yes_or_no:
            return Unfit("应为 true 或 false", "must be true or false")
        case "number" if is_text or is_yes_or_no:
            return Unfit("应为数字", "must be a number")
        case "text" if not is_text:
            return Unfit("应为文字", "must be text")
        case "choice":
            offered = [option.code for option in question.options]
            if value not in offered or is_yes_or_no:
                return Unfit(f"应为以下之一：{'、'.join(offered)}", f"must be one of {', '.join(offered)}")
    return None


def _unknown(code: str, catalogue: Catalogue) -> Fault:
    near = get_close_matches(code, list(catalogue.question_by_code), n=1)
    zh, en = (f"，是否为 {near[0]}？", f"; did you mean {near[0]}?") if near else ("", "")
    return Fault((code,), f"目录中没有这个问题{zh}", f"the catalogue has no such question{en}")


def _unanswered(question: Question) -> Fault:
    return Fault(
        (),
        f"必答问题“{question.title.zh}”（{question.code}）没有回答",
        f"the required question “{question.title.en}” ({question.code}) is not answered",
    )
