"""One case lived through the browser: what each person does, by the words that stand on the pages."""

import re
from pathlib import Path
from typing import Final

from tests.desk.visitor import Visitor

PEOPLE: Final = (
    "applicant",
    "clerk",
    "water-handler",
    "water-approver",
    "fire-handler",
    "dev-reform-handler",
    "dev-reform-approver",
)


class Life:
    """One case and who has to do with it. Each step is what one person does between two of the others."""

    def __init__(self, people: dict[str, Visitor], project: str, code: str) -> None:
        self.people = people
        self.project = project
        self.code = code
        self.number = ""
        self.until = ""
        self.t = people["clerk"].t

    async def applies(self) -> None:
        """Online, without the one material that is needed."""
        t, applicant = self.t, self.people["applicant"]
        await applicant.sees(t("我的申请", "My applications"))
        await applicant.follow(t("提交新的申请", "New application"), t("网上申请", "Apply online"))
        await applicant.fill(
            **{
                t("项目统一代码", "Unified project code"): self.code,
                t("项目名称", "Name of the project"): self.project,
            }
        )
        await applicant.choose(t("否", "No"))
        if await applicant.page.get_by_role(
            "button", name=t("显示适用事项", "Show which items apply")
        ).count():
            await applicant.press(t("显示适用事项", "Show which items apply"), t("网上申请", "Apply online"))
        await applicant.reads(t("需要 3 项", "3 apply"), t("还缺材料 1 种", "1 material missing"))
        await applicant.press(t("核对申请内容", "Check before handing in"), t("核对申请", "Check before"))
        await applicant.press(t("提交申请", "Hand in"), t("回执", "Receipt"))
        found = re.search(r"450721-\d{4}-\d{6}", await applicant.page.inner_text("main"))
        assert found is not None
        self.number = found[0]
        await applicant.reads(t("查询码", "Query code"))

    async def asks_once(self) -> None:
        """The clerk finds the application waiting, and gives the one-time notice."""
        t, clerk = self.t, self.people["clerk"]
        notice = t("一次性告知", "One-time notice")
        await clerk.sees(t("我的待办", "My tasks"))
        await clerk.follow(t("我的待办", "My tasks"), t("我的待办", "My tasks"))
        await clerk.follow(self.project, self.project)
        await clerk.follow(notice, notice)
        assert await clerk.page.get_by_label(t("报告", "Report"), exact=True).is_checked()
        await clerk.fill(
            **{t("缺什么 报告", "What is wrong with Report"): t("没有交报告", "It was not there")}
        )
        await clerk.press(t("核对", "Check"), t("核对", "Check"))
        told = await clerk.confirm(notice)
        assert f"{self.number}-2" in told

    async def corrects(self) -> None:
        """The applicant sees what is asked, sends the file, and hands it in."""
        t, applicant = self.t, self.people["applicant"]
        await applicant.follow(t("我的申请", "My applications"), t("我的申请", "My applications"))
        wanted = applicant.line(self.project)
        await applicant.follow(f"{t('去提交', 'Hand in')} {self.project}", t("提交材料", "Hand in"), wanted)
        await applicant.reads(t("没有交报告", "It was not there"))
        await applicant.hand_over(
            f"{t('选择文件', 'Files')} {t('报告', 'Report')}", "report.pdf", self.upload
        )
        await applicant.press(t("核对并提交", "Check and hand in"), t("核对", "Check"))
        told = await applicant.confirm(t("提交补正材料", "Hand in corrections"))
        assert self.number in told

    @property
    def upload(self) -> str:
        """The button beside the file."""
        return f"{self.t('上传', 'Upload')} {self.t('报告', 'Report')}"

    async def accepts(self) -> None:
        """One button accepts the case and notifies the departments."""
        t, clerk = self.t, self.people["clerk"]
        accept = t("受理并抄告", "Accept and notify")
        await clerk.follow(t("我的待办", "My tasks"), t("我的待办", "My tasks"))
        await clerk.follow(self.project, self.project)
        await clerk.reads("report.pdf")
        await clerk.follow(accept, accept)
        await clerk.reads(t("洪水影响评价", "Flood review"), t("立即", "at once"), t("待前置事项", "after: "))
        await clerk.confirm(accept)
        await clerk.follow(t("回到办件", "Back to the case"), self.project)
        await clerk.reads(t("并联审批中", "reviewing"), t("已抄告", "notified"))

    async def begins(self, account: str, item: str) -> Visitor:
        """A worker finds the item in the inbox, signs for it and takes it."""
        t, worker = self.t, self.people[account]
        sign = t("签收", "Sign for the notice")
        await self.opens(worker, item)
        await worker.follow(sign, sign)
        await worker.confirm(sign)
        await worker.follow(self.back, item)
        take = t("领办", "Take")
        await worker.follow(take, take)
        await worker.press(take, t("回执", "Receipt"))
        await worker.follow(self.back, item)
        return worker

    @property
    def back(self) -> str:
        """The way from the receipt to the page of its item."""
        return self.t("回到事项", "Back to the item")

    async def opens(self, worker: Visitor, item: str) -> None:
        """From the inbox to the page of the item."""
        t = self.t
        await worker.page.get_by_role("link", name=t("我的待办", "My tasks"), exact=True).first.click()
        await worker.sees(t("我的待办", "My tasks"))
        await worker.follow(item, item, worker.line(self.project, item))

    async def agrees(self, worker: Visitor, result: str) -> None:
        """On the page of the item."""
        t = self.t
        propose = t("拟定意见", "Propose the opinion")
        await worker.choose(t("同意", "agree"))
        await worker.page.get_by_label(t("结果文号", "Number of the result document")).fill(result)
        await worker.press(propose, t("核对", "Check"))
        await worker.confirm(propose)

    async def approves(self, account: str, item: str) -> None:
        """Whoever signs for the department finds the proposal in the own inbox."""
        t, approver = self.t, self.people[account]
        conclude = t("审批办结", "Approve and conclude")
        await self.opens(approver, item)
        await approver.press(conclude, t("核对", "Check"))
        await approver.confirm(conclude)

    async def stops_and_goes_on(self, worker: Visitor, item: str) -> None:
        """Experts are asked: the clock stands under the number of a notice, until they have answered."""
        t = self.t
        stop, resume = t("停止计时", "Stop the clock"), t("恢复计时", "Resume the clock")
        notice = "X-2026-7"
        await worker.follow(stop, stop)
        await worker.page.get_by_label(t("停止事由", "Reason for the stop")).select_option(
            label=t("专家评审", "expert review")
        )
        await worker.page.get_by_label(t("书面告知文号", "Number of the written notice")).fill(notice)
        await worker.page.get_by_label(t("预计结束日", "Expected end")).fill(self.until)
        await worker.press(t("核对", "Check"), t("核对", "Check"))
        await worker.confirm(stop)
        await self.opens(worker, item)  # the inbox tells of the stop, too
        await worker.reads(t("停止计时", "stopped"), notice)
        await worker.follow(resume, resume)
        await worker.page.get_by_label(t("恢复哪一项", "Which stop ends")).select_option(
            label=t("专家评审", "expert review")
        )
        await worker.press(t("核对", "Check"), t("核对", "Check"))
        await worker.confirm(resume)
        await worker.follow(self.back, item)

    async def ends(self) -> None:
        """The clerk joins the results into the decision, and hands everything over."""
        t, clerk = self.t, self.people["clerk"]
        join, deliver = t("汇总决定", "Consolidate"), t("统一送达", "Deliver")
        check = t("核对", "Check")
        await clerk.follow(t("我的待办", "My tasks"), t("我的待办", "My tasks"))
        await clerk.follow(self.project, self.project)
        await clerk.follow(join, join)
        await clerk.reads("W-1", "D-1")
        await clerk.press(check, check)
        await clerk.confirm(join)
        await clerk.follow(t("回到办件", "Back to the case"), self.project)
        await clerk.follow(deliver, deliver)
        await clerk.fill(
            **{
                t("送达方式", "Method of delivery"): "Window 1",
                t("签收人", "Recipient"): "applicant",
                t("送达回证编号", "Number of the delivery receipt"): "R-1",
            }
        )
        await clerk.press(check, check)
        await clerk.confirm(deliver)

    async def rates(self, file: Path) -> None:
        """The applicant sees the results, takes them home, and rates."""
        t, applicant = self.t, self.people["applicant"]
        await applicant.follow(t("我的申请", "My applications"), t("我的申请", "My applications"))
        await applicant.follow(self.project, self.project)
        await applicant.reads(t("准予", "granted"), t("办理结果", "Results"))
        async with applicant.page.expect_download() as coming:
            await applicant.page.get_by_role("link", name=t("下载全部结果", "Download everything")).click()
        await (await coming.value).save_as(file)
        rate = t("评价", "Rate")
        await applicant.follow(t("去评价", "Rate"), rate)
        await applicant.choose(t("★★★★★ 非常满意", "★★★★★ very satisfied"))
        await applicant.press(rate, t("回执", "Receipt"))
        await applicant.follow(t("回到办件", "Back to the case"), self.project)
        await applicant.reads("★★★★★")
