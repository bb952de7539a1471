"""What officials write down: village officers on the spot, windows with documents in hand, guardians by proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demo.people import id_number
from demo.registers.server import Registers, connected
from tests import walking as w
from tongban.documents.api import File
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.errors import BadInput, NotAllowed
from tongban.messages.api import Message
from tongban.people.api import Post, User
from tongban.people.mandates import attesting, ending
from tongban.people.mandates.guardians import FOR_ADULTS
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.standing import live
from tongban.people.mandates.states import USUAL, State
from tongban.people.tests.test_mandates import FATHER, acting, asked, begun, page_of, told

pytestmark = pytest.mark.django_db

OFFICER, SUPERVISOR = "village1", "supervisor1"
USUAL_DEEDS = [str(deed) for deed in USUAL]


def on_site(**changed: Any) -> Any:
    villager = w.user(FATHER)
    given = {
        "name": villager.name, "id_number": villager.id_number, "phone": villager.phone, "document": "111", "scope": "all",
        "deeds": USUAL_DEEDS, "days": "92", "witness": "演示·村会计", "upload": w.upload("同意书.png"),
    }  # fmt: skip
    return page_of(OFFICER).post(reverse("desk_mandates:new"), given | changed)


def test_the_places_of_an_officer_are_named_once() -> None:
    browser = Client(headers={"accept-language": "zh-hans"})
    browser.force_login(w.user("village1"))
    assert browser.get("/desk/villagers/new/").context["places"] == ["蒲江县"]


def villagers_mandate(**changed: Any) -> Mandate:
    answer = on_site(**changed)
    assert answer.status_code == 302, answer.context["form"].errors
    return Mandate.objects.latest("asked_at")


# village officers


def test_consent_on_the_spot_is_kept_with_its_file_and_second_person() -> None:
    mandate = villagers_mandate()
    assert (mandate.state, mandate.consent, mandate.witness) == (State.ACTIVE, "on_site", "演示·村会计")
    assert (mandate.attested_by, mandate.principal) == (w.user(OFFICER), w.user(FATHER))
    file = File.objects.get(subject_type="mandate", subject_key=mandate.subject_key)
    assert told(FATHER)[-1] == "mandates.on_site"
    for login, status in ((FATHER, 200), (OFFICER, 200), (SUPERVISOR, 200), ("citizen2", 403), ("clerk1", 403)):
        assert page_of(login).get(reverse("documents:preview", args=[file.pk])).status_code == status, login


@pytest.mark.parametrize("missing", ["witness", "upload", "document", "id_number", "deeds"])
def test_without_what_shows_the_consent_nothing_is_written(missing: str) -> None:
    answer = on_site(**{missing: ""})
    assert answer.status_code == 422 and missing in answer.context["form"].errors
    assert (
        not Mandate.objects.filter(kind="officer").exists() and not File.objects.filter(subject_type="mandate").exists()
    )


def test_the_officer_is_not_the_second_person() -> None:
    assert "witness" in on_site(witness=w.user(OFFICER).name).context["form"].errors


def test_an_officer_takes_no_result_unless_the_villager_said_so() -> None:
    assert "take" not in villagers_mandate().deeds
    assert "take" in villagers_mandate(takes="1").deeds
    assert on_site(deeds=["take"]).status_code == 422  # not among what may be ticked


@pytest.mark.parametrize("typed", [{"takes": "1"}, {"takes": "1", "sees_earlier": "1"}])
def test_to_receive_a_villagers_licences_an_officer_needs_a_second_official(typed: dict[str, str]) -> None:
    mandate = villagers_mandate(**typed)
    assert mandate.state == State.ASKED and not mandate.sees_earlier and told(FATHER)[-1] == "mandates.window_waits"
    page = page_of(OFFICER).get(reverse("desk_mandates:villagers")).content.decode()
    assert mandate.number in page and "待另一名工作人员确认" in page
    assert page_of(OFFICER).post(reverse("people:mandate_choose"), {"mandate": str(mandate.pk)}).status_code != 302
    assert on_site(**typed).status_code == 409 and by_hand(OFFICER, "confirm", mandate).status_code == 403
    assert "演示·村会计" in by_hand("clerk1", "look", mandate).content.decode()
    assert by_hand("clerk1", "confirm", mandate).status_code == 302
    assert Mandate.objects.get(pk=mandate.pk).is_live and told(FATHER)[-1] == "mandates.given"


def test_what_was_before_the_consent_no_officer_may_ask_for() -> None:
    assert not villagers_mandate(sees_earlier="1").sees_earlier
    assert "sees_earlier" not in page_of(OFFICER).get(reverse("desk_mandates:new")).content.decode()


def test_of_the_dead_no_list_stays_open_to_whoever_acted_for_them() -> None:
    mandate = villagers_mandate()
    client = acting(mandate, OFFICER)
    begun(client, mandate)
    assert w.ELDERLY in client.get("/my/").content.decode()
    User.objects.filter(login=FATHER).update(is_active=False)
    officer = page_of(OFFICER)
    assert officer.post(reverse("people:mandate_choose"), {"mandate": str(mandate.pk)}).status_code == 403
    for path in ("/my/", "/my/cases/"):
        assert w.ELDERLY not in client.get(path).content.decode(), path


def test_the_officer_sees_whom_they_act_for_and_what_is_in_hand() -> None:
    mandate = villagers_mandate()
    draft = begun(acting(mandate, OFFICER), mandate)
    assert (draft.user, draft.agent) == (w.user(FATHER), w.user(OFFICER))
    page = page_of(OFFICER).get(reverse("desk_mandates:villagers")).content.decode()
    assert "演示·安小民" in page and w.ELDERLY in page
    other = page_of("village2").get(reverse("desk_mandates:villagers")).content.decode()
    assert "演示·安小民" not in other


def unproved() -> None:
    User.objects.filter(login=FATHER).update(assurance=1)


@pytest.fixture()
def registers(tmp_path: Path) -> Iterator[Registers]:
    with connected(tmp_path) as server:
        yield server


def test_the_officer_compares_the_villager_with_the_register(registers: Registers) -> None:
    unproved()
    mandate = villagers_mandate()
    client, here = page_of(OFFICER), reverse("desk_mandates:compare_villager")
    assert here in client.get(reverse("desk_mandates:villagers")).content.decode()
    client.post(here, {"mandate": str(mandate.pk)})
    assert w.user(FATHER).level == 2
    assert here not in client.get(reverse("desk_mandates:villagers")).content.decode()


def test_nobody_compares_a_villager_for_whom_they_do_not_act(registers: Registers) -> None:
    unproved()
    mandate = villagers_mandate()
    here = reverse("desk_mandates:compare_villager")
    assert page_of("village2").post(here, {"mandate": str(mandate.pk)}).status_code == 404
    Mandate.objects.filter(pk=mandate.pk).update(state=State.REVOKED)
    assert page_of(OFFICER).post(here, {"mandate": str(mandate.pk)}).status_code == 403
    assert w.user(FATHER).level == 1


def test_the_officer_reads_that_where_a_villager_lives_could_not_be_checked() -> None:
    assert "无法核验" in page_of(OFFICER).get(reverse("desk_mandates:new")).content.decode()


def test_one_click_ends_it_and_the_supervisor_answers() -> None:
    mandate = villagers_mandate()
    draft = begun(acting(mandate, OFFICER), mandate)
    page_of(FATHER).post(reverse("people:mandate_object", args=[mandate.pk]))
    row = Mandate.objects.get(pk=mandate.pk)
    assert row.state == State.REVOKED and row.objected_at is not None
    with pytest.raises(NotAllowed):
        intake.discard(application=draft, by=w.user(OFFICER))
    assert told(SUPERVISOR)[-1] == "mandates.objected"
    supervisor = page_of(SUPERVISOR)
    assert mandate.number in supervisor.get(reverse("desk_mandates:objections")).content.decode()
    url = reverse("desk_mandates:settle", args=[mandate.pk])
    assert supervisor.post(url, {"words": ""}).status_code == 422
    assert supervisor.post(url, {"words": "已当面核实，代办员已重新培训。"}).status_code == 302
    assert supervisor.post(url, {"words": "再来一次"}).status_code == 403
    page = page_of(FATHER).get(reverse("people:mandate", args=[mandate.pk])).content.decode()
    assert "已当面核实" in page and told(FATHER)[-1] == "mandates.settled"


def test_only_the_villager_objects() -> None:
    mandate = villagers_mandate()
    for login in (OFFICER, "citizen2", SUPERVISOR):
        assert page_of(login).post(reverse("people:mandate_object", args=[mandate.pk])).status_code == 403


def test_an_officer_does_not_act_for_a_child() -> None:
    with pytest.raises(NotAllowed):
        attesting.on_site(
            name="演示·小童", id_number=child_number(6), phone="", terms=attesting.Terms(deeds=USUAL_DEEDS, days=31),
            document="113", witness="演示·村会计", upload=w.upload(), by=w.user(OFFICER),
        )  # fmt: skip


STRANGER = "某某某"


@pytest.mark.parametrize("met", [False, True])
def test_no_mandate_is_written_over_somebody_who_is_not_called_so(met: bool) -> None:
    """The number of a paper found somewhere is not enough, and the name that belongs to it is told to nobody."""
    villager = w.seen(FATHER) if met else w.user(FATHER)
    answer = on_site(name=STRANGER)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["name"]
    assert villager.name not in answer.content.decode()
    for side in ("principal", "agent"):
        answer = at_window(**{f"{side}_name": STRANGER})
        assert answer.status_code == 422 and list(answer.context["form"].errors) == [f"{side}_name"]
    assert not Mandate.objects.filter(kind__in=["officer", "family"]).exists()
    assert not w.user(FATHER).number_held_elsewhere, "an officer takes nobody's number away"


def test_whom_nobody_met_is_found_with_their_telephone() -> None:
    for phone in ("", "13900009999"):
        assert list(on_site(phone=phone).context["form"].errors) == ["phone"]
        assert list(at_window(agent_phone=phone).context["form"].errors) == ["agent_phone"]
    w.seen(FATHER)
    assert on_site(phone="").status_code == 302


# guardians


def child_number(years: int) -> str:
    return id_number(f"{clock.today().year - years}0101", "021")


def guardian_of(years: int, proof: str = "birth_certificate", **changed: Any) -> Any:
    mother = w.user("citizen2")
    given = {
        "principal_name": "演示·小童", "principal_id_number": child_number(years), "agent_name": mother.name,
        "agent_id_number": mother.id_number, "agent_phone": mother.phone, "proof": proof, "days": "",
        "paper": "（2026）川0131民特12号 2026-10-09" if proof in FOR_ADULTS else "", "upload": w.upload("证明.png"),
    }  # fmt: skip
    return page_of("clerk1").post(reverse("desk_mandates:guardian"), given | changed)


def test_a_guardian_acts_for_a_child_until_the_birthday() -> None:
    assert guardian_of(6).status_code == 302
    mandate = Mandate.objects.get(kind="guardian")
    assert mandate.until == dt.date(clock.today().year + 7, 12, 31)  # the day before the fourteenth birthday
    application = begun(acting(mandate), mandate, w.UNEMPLOYMENT)
    assert application.user == mandate.principal
    assert mandate.until is not None
    with clock.turned_to(dt.datetime(mandate.until.year + 1, 1, 1, 0, 1)):
        with pytest.raises(NotAllowed):
            intake.discard(application=application, by=w.user("citizen2"))
        for row in ending.over():
            ending.expire(mandate=row)
        assert Mandate.objects.get(pk=mandate.pk).state == State.EXPIRED


def second_guardian() -> Any:
    father = w.user("citizen3")
    return guardian_of(6, agent_name=father.name, agent_id_number=father.id_number, agent_phone=father.phone)


@pytest.mark.parametrize("dismissed", [False, True])
def test_another_guardian_of_a_child_is_agreed_to_by_two_and_the_first_hears_of_it(dismissed: bool) -> None:
    guardian_of(6)
    first = Mandate.objects.get(kind="guardian")
    if dismissed:
        page_of(SUPERVISOR).post(reverse("people:mandate_end", args=[first.pk]), {"why": "法院判决"})
    assert second_guardian().status_code == 302
    second = Mandate.objects.filter(kind="guardian").latest("asked_at")
    assert second.state == State.ASKED and ("mandates.other_guardian" in told("citizen2")) is not dismissed
    assert by_hand("clerk1", "confirm", second).status_code == 403
    assert by_hand("clerk2", "confirm", second).status_code == 302
    assert Mandate.objects.get(pk=second.pk).is_live and Mandate.objects.get(pk=first.pk).is_live is not dismissed


def test_of_a_minor_of_fourteen_and_more_the_parents_act_until_the_eighteenth_birthday() -> None:
    assert guardian_of(15).status_code == 302
    mandate = Mandate.objects.get(kind="guardian")
    assert (mandate.state, mandate.until) == (State.ACTIVE, dt.date(clock.today().year + 2, 12, 31))


def test_an_adult_has_no_guardian_by_a_birth_certificate() -> None:
    answer = guardian_of(40)
    assert answer.status_code == 422 and "proof" in answer.context["form"].errors
    answer = guardian_of(40, "court_decision", paper="")
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["paper"]
    assert not Mandate.objects.filter(kind="guardian").exists()
    assert not File.objects.filter(subject_type="mandate").exists()


def test_without_a_photo_of_the_proof_nobody_becomes_a_guardian() -> None:
    for years, proof in ((6, "birth_certificate"), (40, "court_decision")):
        answer = guardian_of(years, proof, upload="")
        assert answer.status_code == 422 and list(answer.context["form"].errors) == ["upload"]


def ward_of(mandate: Mandate) -> Client:
    client = Client()
    assert mandate.principal is not None
    client.force_login(mandate.principal)
    return client


def by_hand(login: str, what: str, mandate: Mandate, **more: str) -> Any:
    client = page_of(login)
    return client.post(reverse(f"desk_mandates:{what}"), {"mandate": str(mandate.pk)} | more)


def of_an_adult() -> Mandate:
    assert guardian_of(40, "court_decision").status_code == 302
    return Mandate.objects.get(kind="guardian")


def test_an_adult_comes_under_guardianship_by_two_officials() -> None:
    mandate = of_an_adult()
    assert mandate.state == State.ASKED and told("citizen2")[-1] == "mandates.guardian_asked"
    assert not list(live().filter(pk=mandate.pk))
    first = page_of("clerk1").get(reverse("desk_mandates:waiting")).content.decode()
    assert mandate.number in first and "演示·小童" not in first
    assert by_hand("clerk1", "confirm", mandate).status_code == 403  # whoever entered it
    assert by_hand("examiner1", "look", mandate).status_code == 403
    look = by_hand("clerk2", "look", mandate).content.decode()
    assert "（2026）川0131民特12号" in look
    file = File.objects.get(subject_type="mandate", subject_key=mandate.subject_key)
    assert page_of("clerk2").get(reverse("documents:preview", args=[file.pk])).status_code == 200
    assert by_hand("clerk2", "confirm", mandate).status_code == 302
    row = Mandate.objects.get(pk=mandate.pk)
    assert row.state == State.ACTIVE and row.seconded_by_key == w.user("clerk2").actor_key and row.until is None
    assert page_of("clerk2").get(reverse("documents:preview", args=[file.pk])).status_code == 403
    assert Message.objects.filter(user=row.principal, template="mandates.guardian_given").exists()
    assert by_hand("clerk2", "confirm", mandate).status_code in (403, 409)


def test_what_waits_is_entered_once_and_refused_with_a_reason() -> None:
    mandate = of_an_adult()
    assert guardian_of(40, "court_decision").status_code == 409
    assert by_hand("clerk2", "refuse", mandate).status_code == 422
    assert by_hand("clerk2", "refuse", mandate, why="照片看不清").status_code == 302
    row = Mandate.objects.get(pk=mandate.pk)
    assert (row.state, row.ended_why) == (State.DECLINED, "照片看不清")
    assert told("citizen2")[-1] == "mandates.guardian_refused"


def test_whoever_is_said_to_be_in_care_says_that_it_is_wrong() -> None:
    """It rests until a supervisor has answered, who lets it stand or ends it."""
    mandate = of_an_adult()
    by_hand("clerk2", "confirm", mandate)
    ward = ward_of(mandate)
    assert "提出异议" in ward.get(reverse("people:mandate", args=[mandate.pk])).content.decode()
    ward.post(reverse("people:mandate_object", args=[mandate.pk]))
    assert Mandate.objects.get(pk=mandate.pk).state == State.RESTING and not list(live().filter(pk=mandate.pk))
    assert guardian_of(40, "court_decision").status_code == 403  # not entered anew over an objection
    supervisor, settle = page_of(SUPERVISOR), reverse("desk_mandates:settle", args=[mandate.pk])
    assert mandate.number in supervisor.get(reverse("desk_mandates:objections")).content.decode()
    assert supervisor.post(settle, {"words": "已向法院核实。"}).status_code == 422
    assert supervisor.post(settle, {"words": "已向法院核实，判决有效。", "stands": "1"}).status_code == 302
    assert Mandate.objects.get(pk=mandate.pk).state == State.ACTIVE
    assert page_of("citizen4").post(reverse("people:mandate_object", args=[mandate.pk])).status_code == 403
    assert ward.post(reverse("people:mandate_object", args=[mandate.pk])).status_code == 302  # said again
    assert supervisor.post(settle, {"words": "判决已撤销。", "stands": "0"}).status_code == 302
    assert Mandate.objects.get(pk=mandate.pk).state == State.REVOKED


def test_an_objection_that_is_right_ends_the_guardianship() -> None:
    mandate = of_an_adult()
    by_hand("clerk2", "confirm", mandate)
    ward_of(mandate).post(reverse("people:mandate_object", args=[mandate.pk]))
    settle = reverse("desk_mandates:settle", args=[mandate.pk])
    assert page_of(SUPERVISOR).post(settle, {"words": "没有这份判决。", "stands": "0"}).status_code == 302
    row = Mandate.objects.get(pk=mandate.pk)
    assert (row.state, row.settlement) == (State.REVOKED, "没有这份判决。")


def test_an_objection_before_the_second_official_ends_it() -> None:
    mandate = of_an_adult()
    ward_of(mandate).post(reverse("people:mandate_object", args=[mandate.pk]))
    assert Mandate.objects.get(pk=mandate.pk).state == State.DECLINED
    assert by_hand("clerk2", "confirm", mandate).status_code in (403, 409)
    assert mandate.number in page_of(SUPERVISOR).get(reverse("desk_mandates:objections")).content.decode()


def test_a_window_ends_a_guardianship_with_the_paper_of_the_court() -> None:
    guardian_of(6)
    mandate, mother = Mandate.objects.get(kind="guardian"), w.user("citizen2")
    given = {
        "principal_id_number": child_number(6),
        "agent_id_number": mother.id_number,
        "paper": "（2026）川0131民特30号",
    }
    clerk, url = page_of("clerk2"), reverse("desk_mandates:guardian_end")
    answer = clerk.post(url, given)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["upload"]
    answer = clerk.post(url, given | {"agent_id_number": w.user("citizen3").id_number, "upload": w.upload("裁定.png")})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["principal_id_number"]
    assert clerk.post(url, given | {"upload": w.upload("裁定.png")}).status_code == 302
    row = Mandate.objects.get(pk=mandate.pk)
    assert (row.state, row.ended_why) == (State.REVOKED, "（2026）川0131民特30号")
    assert told("citizen2")[-1] == "mandates.ended"


def test_a_parent_who_asks_online_for_a_child_is_sent_to_a_window() -> None:
    answer = page_of("citizen2").post(
        reverse("people:mandate_ask"),
        {"name": "演示·小童", "id_number": child_number(6), "capacity": "parent", "scope": "all", "deeds": ["see"], "days": "365"},
    )  # fmt: skip
    assert answer.status_code == 422 and "窗口" in str(answer.context["form"].errors["id_number"])


def test_nobody_under_age_is_an_agent_at_a_window() -> None:
    answer = at_window(agent_name="演示·小童乙", agent_id_number=child_number(10), agent_phone="19000000077")
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["agent_id_number"]


def test_a_child_neither_gives_a_mandate_nor_dismisses_its_guardian() -> None:
    guardian_of(6)
    mandate = Mandate.objects.get(kind="guardian")
    child = Client()
    child.force_login(mandate.principal)
    assert child.post(reverse("people:mandate_end", args=[mandate.pk])).status_code == 403
    assert at_window(principal_name="演示·小童", principal_id_number=child_number(6)).status_code == 422


def test_a_child_agrees_to_nothing_online() -> None:
    guardian_of(6)
    child = Mandate.objects.get(kind="guardian").principal
    assert child is not None
    mandate = asked(name=child.name, phone="13900000123", id_number="")
    mandate.asked_number = child.id_number  # as it was before the birthday said so at the form
    mandate.save()
    client = Client()
    client.force_login(child)
    assert client.get(reverse("people:mandate", args=[mandate.pk])).status_code == 200
    assert client.post(reverse("people:mandate_code", args=[mandate.pk])).status_code == 403


def test_a_supervisor_writes_down_that_a_court_dismissed_a_guardian() -> None:
    guardian_of(6)
    mandate = Mandate.objects.get(kind="guardian")
    end = reverse("people:mandate_end", args=[mandate.pk])
    assert page_of("clerk1").post(end).status_code == 403
    assert page_of(SUPERVISOR).post(end, {"why": "法院判决"}).status_code == 302
    assert Mandate.objects.get(pk=mandate.pk).state == State.REVOKED


# at a window


def at_window(**changed: Any) -> Any:
    father, daughter = w.user(FATHER), w.user("citizen2")
    given = {
        "principal_name": father.name, "principal_id_number": father.id_number, "principal_phone": father.phone,
        "agent_name": daughter.name, "agent_id_number": daughter.id_number, "agent_phone": daughter.phone, "capacity": "child", "document": "111", "scope": "all",
        "deeds": ["see", "apply"], "days": "365", "upload": w.upload("授权书.png"),
    }  # fmt: skip
    return page_of("clerk1").post(reverse("desk_mandates:window"), given | changed)


def test_a_mandate_is_given_at_a_window_with_the_document_in_hand() -> None:
    assert at_window().status_code == 302
    mandate = Mandate.objects.get(consent="window")
    assert (mandate.state, mandate.document, mandate.attested_by) == (State.ACTIVE, "111", w.user("clerk1"))
    assert Message.objects.filter(user=w.user(FATHER), template="mandates.given").exists()


def test_without_the_signed_paper_no_window_writes_a_mandate_down() -> None:
    answer = at_window(upload="")
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["upload"]


@pytest.mark.parametrize("far", [{"deeds": ["see", "sign"]}, {"deeds": ["take"]}, {"sees_earlier": "1"}])
def test_what_reaches_far_waits_for_a_second_official(far: dict[str, Any]) -> None:
    """One clerk alone gives nobody's signature, licences or past to somebody else."""
    assert at_window(**far).status_code == 302
    mandate = Mandate.objects.get(consent="window")
    assert mandate.state == State.ASKED and not list(live().filter(pk=mandate.pk))
    assert told(FATHER)[-1] == "mandates.window_waits" and told("citizen2")[-1] == "mandates.window_asked"
    assert at_window(**far).status_code == 409
    assert by_hand("clerk1", "confirm", mandate).status_code == 403
    assert "演示·安小民" in by_hand("clerk2", "look", mandate).content.decode()
    assert by_hand("clerk2", "confirm", mandate).status_code == 302
    assert Mandate.objects.get(pk=mandate.pk).is_live and told(FATHER)[-1] == "mandates.given"


def test_whoever_did_not_sign_it_says_so() -> None:
    at_window(deeds=["see", "sign"])
    mandate = Mandate.objects.get(consent="window")
    page = page_of(FATHER)
    assert "提出异议" in page.get(reverse("people:mandate", args=[mandate.pk])).content.decode()
    page.post(reverse("people:mandate_object", args=[mandate.pk]))
    assert Mandate.objects.get(pk=mandate.pk).state == State.DECLINED
    assert at_window().status_code == 302, "what does not reach far counts at once"
    mandate = Mandate.objects.get(consent="window", state=State.ACTIVE)
    page.post(reverse("people:mandate_object", args=[mandate.pk]))
    assert Mandate.objects.get(pk=mandate.pk).state == State.REVOKED
    assert mandate.number in page_of(SUPERVISOR).get(reverse("desk_mandates:objections")).content.decode()


def test_no_family_mandate_comes_over_a_guardianship_that_rests() -> None:
    mandate = of_an_adult()
    by_hand("clerk2", "confirm", mandate)
    ward = mandate.principal
    assert ward is not None
    ward_of(mandate).post(reverse("people:mandate_object", args=[mandate.pk]))
    answer = at_window(principal_name=ward.name, principal_id_number=ward.id_number, principal_phone="")
    assert answer.status_code == 403


@pytest.mark.parametrize("wrong", ["principal_id_number", "agent_id_number"])
def test_a_wrong_number_is_told_beside_its_field(wrong: str) -> None:
    answer = at_window(**{wrong: "510131194403120011"})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [wrong]


def test_a_clerk_who_is_a_village_officer_too_attests_as_a_clerk() -> None:
    """The organ and region of the mandate are those of the post by which it was written."""
    clerk = w.user("clerk1")
    at_the_window = clerk.posts.first().org_code
    Post.objects.filter(user=clerk).delete()
    where = {"user": clerk, "since": clock.today()}
    Post.objects.create(role="village_officer", org_code="V", region_code="510131100000", **where)
    Post.objects.create(role="window_clerk", org_code=at_the_window, region_code="510131000000", **where)
    assert at_window().status_code == 302
    mandate = Mandate.objects.get(consent="window")
    assert (mandate.org_code, mandate.region_code) == (at_the_window, "510131000000")
    villagers = attesting.on_site(
        name="演示·新人", id_number=id_number("19700101", "018"), phone="", document="111", witness="演示·村会计",
        terms=attesting.Terms(deeds=USUAL_DEEDS, days=31), upload=w.upload(), by=w.user("clerk1"),
    )  # fmt: skip
    assert (villagers.org_code, villagers.region_code) == ("V", "510131100000")


def test_a_document_is_one_of_the_codes() -> None:
    assert at_window(document="id_card").status_code == 422
    with pytest.raises(BadInput):
        attesting.on_site(
            name="演示·新人", id_number=id_number("19700101", "018"), phone="", document="a letter", witness="x",
            terms=attesting.Terms(deeds=USUAL_DEEDS, days=31), upload=w.upload(), by=w.user(OFFICER),
        )  # fmt: skip


def test_a_supervisor_of_another_place_settles_nothing_here() -> None:
    mandate = villagers_mandate()
    page_of(FATHER).post(reverse("people:mandate_object", args=[mandate.pk]))
    Post.objects.filter(user__login=SUPERVISOR).update(region_code="510129000000")
    answer = page_of(SUPERVISOR).post(reverse("desk_mandates:settle", args=[mandate.pk]), {"words": "x"})
    assert answer.status_code == 403 and "授权双方" not in answer.content.decode()


def test_nobody_writes_mandates_down_without_the_right() -> None:
    for name, login in (("window", OFFICER), ("guardian", "examiner1"), ("new", "clerk1"), ("objections", "clerk1")):
        assert page_of(login).get(reverse(f"desk_mandates:{name}")).status_code == 403, name


def test_nobody_under_age_is_a_guardian() -> None:
    child = child_number(10)
    answer = guardian_of(
        40, "court_decision", agent_name="演示·小童乙", agent_id_number=child, agent_phone="19000000077"
    )
    assert answer.status_code == 422 and "agent_id_number" in answer.context["form"].errors
    assert not Mandate.objects.filter(kind="guardian").exists()


def test_of_two_people_one_alone_is_the_others_guardian() -> None:
    waits = of_an_adult()
    by_hand("clerk2", "confirm", waits)
    ward = waits.principal
    mother = w.user("citizen2")
    answer = guardian_of(
        40, "court_decision", principal_name=mother.name, principal_id_number=mother.id_number, principal_phone=mother.phone,
        agent_name=ward.name, agent_id_number=ward.id_number, agent_phone=ward.phone or "19000000078",
    )  # fmt: skip
    assert answer.status_code == 422 and "agent_id_number" in answer.context["form"].errors
