"""What the papers of a case say (standards §3.6). The texts are Chinese law language; they are data of the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tongban.cases import clocks
from tongban.cases.clocks import limit_of
from tongban.cases.models import NEVER, Case
from tongban.cases.outcomes import BENEFIT, given, granted_title, is_benefit, outcome_of
from tongban.cases.receiving import Receiver, entitled, on_paper, signed_by
from tongban.cases.remedies import Organ, act_of, remedies
from tongban.documents.api import Paper, paper_kind, papers_of, write
from tongban.kit.act import This
from tongban.people.api import User
from tongban.promises.api import PAUSE_KINDS, calendar_in_force
from tongban.regions.api import Organisation, organisation

Content = dict[str, Any]


def write_paper(this: This[Case], kind: str, content: Content) -> Paper:
    """A paper of this case: addressed, numbered, signed as data now; printed by the worker."""
    case = this.subject
    return write(this, kind=kind, organ=organisation(case.org_code), content=addressed(case) | content)


def addressed(case: Case) -> Content:
    """What every paper of it says. The name of the service is that of its version, which no citizen's act writes."""
    return {
        "addressee": case.enterprise.name if case.enterprise else case.applicant_name,
        "addressee_kind": "enterprise" if case.enterprise else "person",
        "item": case.guide.name.zh,
        "case_number": case.number,
        "contact": _contact(organisation(case.org_code)),
    }


def _contact(organ: Organisation) -> Content:
    given = {"department": organ.name, "phone": organ.phone, "address": organ.address, "hours": organ.hours}
    return {key: value for key, value in given.items() if value}


def remedy(case: Case, outcome: str) -> Content:
    """Computed from the regime, the outcome and the organ: 行政复议法 §20, §23, §24. See `remedies.act_of`."""
    organ = organisation(case.org_code)
    described = Organ(
        name=organ.name,
        kind=organ.kind,
        government_name=organ.government,
        superior_name=organ.superior,
        court_name=organ.court,
    )
    is_allowance = case.guide.type_code == BENEFIT and case.guide.remedy is not None
    first = bool(is_allowance and case.guide.remedy.reconsideration_first)
    act = act_of(case.regime, outcome, social_security=first or not is_allowance)
    return {"paragraph": remedies(act, described).paragraph_zh}


def iso(moment: dt.datetime | dt.date | None) -> str | None:
    if moment is None or moment == NEVER:
        return None
    return (moment.date() if isinstance(moment, dt.datetime) else moment).isoformat()


def acceptance(this: This[Case]) -> Paper:
    return write_paper(this, "acceptance", of_acceptance(this.subject, this.at))


def of_acceptance(case: Case, at: dt.datetime) -> Content:
    guide, limit = case.guide, limit_of(case)
    tolerated = set(case.tolerated)
    until = calendar_in_force().add_workdays(local(at).date(), guide.tolerant or 0)
    return {
        "received_on": iso(local(case.received_at)),
        "accepted_on": iso(local(case.accepted_at or at)),
        "legal_days": limit.legal_days,
        "promise_days": limit.promise_days,
        "due": iso(clocks.owed_on(case)),
        "deemed": case.deemed,
        "supplements": [{"name": m.name.zh, "due": iso(until)} for m in guide.materials if m.key in tolerated],
        **basis(case, "《中华人民共和国行政许可法》第三十二条"),
    }


def local(moment: dt.datetime) -> dt.datetime:
    from tongban.kit import clock

    return moment.astimezone(clock.ZONE)


def basis(case: Case, licensing: str) -> Content:
    """The article that a paper cites: licensing law cites its own; other regimes what their guide names."""
    if case.regime == "licensing":
        return {"basis": licensing}
    limit = case.guide.limit_basis
    return {"basis": f"《{limit.law}》{limit.article}"} if limit else {"basis": "本事项办事指南"}


EFFECT = "按本告知书补正全部内容的，自补正之日即予受理。逾期未补正的，视为放弃本次申请，本案终止；您可以随时重新申请。"


def provisional_note(years: list[int]) -> str:
    """A day in a year whose holidays nobody has published yet may move."""
    if not years:
        return ""
    named = "、".join(f"{year}年" for year in years)
    return f"因{named}放假安排尚未公布，上述期限届满日为暂定。"


def correction(this: This[Case], items: list[Content], due: dt.date) -> Paper:
    case = this.subject
    return write_paper(
        this,
        "correction",
        {
            "received_on": iso(local(case.received_at)),
            "corrections": [{"material": i["name"], "problem": i["problem"], "demand": i["demand"]} for i in items],
            "due": iso(due),
            "effect": EFFECT + provisional_note(case.correction.get("provisional", [])),
            **basis(case, "《中华人民共和国行政许可法》第三十二条第一款第四项"),
        },
    )


def not_accepted(this: This[Case], reason: str, competent: str) -> Paper:
    case = this.subject
    content = {
        "received_on": iso(local(case.received_at)),
        "reason": reason,
        "competent": competent,
        "remedies": remedy(case, "not_accepted"),
        **basis(case, "《中华人民共和国行政许可法》第三十二条第一款第二项"),
    }
    return write_paper(this, "not_accepted", content)


def not_required(this: This[Case], reason: str) -> Paper:
    case = this.subject
    content = {"received_on": iso(local(case.received_at)), "reason": reason, "remedies": remedy(case, "not_required")}
    if case.regime != "licensing":
        content |= {"title": "不需要申请告知书", "matter": "不需要提出申请"}
    return write_paper(
        this, "not_required", content | basis(case, "《中华人民共和国行政许可法》第三十二条第一款第一项")
    )


def special_procedure(this: This[Case], kind: str, ground: str, days: int, by_whom: str) -> Paper:
    case = this.subject
    content = {
        "accepted_on": iso(local(case.accepted_at or this.at)),
        "kind": PAUSE_KINDS[kind].zh,
        "ground": ground,
        "days": days,
        "starts": iso(this.at.date()),
        "performed_by": by_whom or None,
    }
    return write_paper(this, "special_procedure", content)


def extension(
    this: This[Case], old_due: dt.date | None, new_due: dt.date | None, days: int, reason: str, approver: User
) -> Paper:
    case = this.subject
    content = {
        "accepted_on": iso(local(case.accepted_at or this.at)),
        "old_due": iso(old_due),
        "new_due": iso(new_due),
        "days": days,
        "reason": reason,
        "approver": f"{organisation(case.org_code).name}负责人",
        "approved_on": iso(this.at.date()),
    }
    return write_paper(this, "extension", content | basis(case, "《中华人民共和国行政许可法》第四十二条第一款"))


def inspection_notice(this: This[Case], inspectors: list[User], at: dt.datetime, place: str, scope: str) -> Paper:
    earlier = [paper.number for paper in papers_of(this.subject) if paper.kind == "inspection_notice"]
    content = {
        "replaces": earlier,
        "accepted_on": iso(local(this.subject.accepted_at or this.at)),
        "inspectors": [{"name": person.name, "certificate": person.login or "-"} for person in inspectors],
        "at": at.isoformat(),
        "place": place,
        "scope": [scope],
    }
    return write_paper(this, "inspection_notice", content)


def grant(this: This[Case], content_rows: list[Content], valid_until: dt.date | None, *, by_law: str = "") -> Paper:
    """`by_law`: the article by which silence granted it."""
    case, result = this.subject, this.subject.guide.result
    name = result.name.zh
    content = {
        "title": granted_title(case),
        "verb": outcome_of(case).grants,
        "given": given(case) if is_benefit(case) else None,
        "accepted_on": iso(local(case.accepted_at or this.at)),
        "content": content_rows,
        "valid_from": iso(this.at.date()) if valid_until else None,
        "valid_until": iso(valid_until),
        "licence": {"name": name} if result.type == "licence" else None,
        "delivery": "电子文书与纸质文书具有同等效力，可在本平台随时下载、核验；需要纸质件的，可到政务服务中心窗口领取。",
        **basis(case, "《中华人民共和国行政许可法》第三十八条第一款"),
    }
    if by_law:
        content |= {"title": "视为准予延续行政许可告知书", "basis": by_law}
    return write_paper(this, "grant", content)


def refusal(this: This[Case], reasons: list[str]) -> Paper:
    case = this.subject
    content = {
        "title": outcome_of(case).refused,
        "verb": outcome_of(case).refuses,
        "accepted_on": iso(local(case.accepted_at or this.at)),
        "reasons": reasons,
        "remedies": remedy(case, "refuse"),
        **basis(case, "《中华人民共和国行政许可法》第三十八条第二款"),
    }
    return write_paper(this, "refusal", content)


def ending(this: This[Case], kind: str, reason: str) -> Paper:
    return write_paper(this, "withdrawal", of_ending(this.subject, this.at, kind) | {"reason": reason or None})


def of_ending(case: Case, at: dt.datetime, kind: str) -> Content:
    day = iso(local(at))
    return {
        "received_on": iso(local(case.received_at)),
        "kind": kind,
        "asked_on": day if kind == "withdrawn" else None,
        "ended_on": day,
    }


def named(papers: list[Paper]) -> list[Content]:
    return [{"name": p.content.get("title") or paper_kind(p.kind).title_zh, "number": p.number} for p in papers]


def proof_of_service(this: This[Case], papers: list[Paper], method: str, place: str, receiver: Receiver) -> Paper:
    content = {
        "documents": named(papers),
        "recipient": entitled(this.subject),
        "method": method,
        "place": place,
        "served_at": this.at.isoformat(),
        "signed_by": signed_by(this.subject, receiver),
        "signed_at": this.at.isoformat(),
        **on_paper(receiver),
    }
    return write_paper(this, "delivery", content)
