"""The whole journey on one page: an earlier room announces, a later room acts, in the same transaction."""

from __future__ import annotations

from typing import Any

from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.documents.api import announcements as documents
from tongban.halls import api as halls
from tongban.intake import api as intake
from tongban.kit.announcements import when
from tongban.people import api as people
from tongban.promises.api import announcements as promises
from tongban.sites import api as sites
from tongban.statutes import api as statutes
from tongban.workflow.api import announcements as processes


@when(people.left)
def claims_go_back_to_the_office(*, user: people.User, colleague: people.User | None, by: Any) -> None:
    """people -> cases"""
    cases.give_back_all(user=user, by=by)


@when(people.left)
def drafts_go_to_a_colleague(*, user: people.User, colleague: people.User | None, by: Any) -> None:
    """people -> intake"""
    if colleague is not None:
        intake.hand_over_all(of=user, to=colleague, by=by)


@when(people.post_ended)
def claims_of_the_post_go_back(*, post: people.Post, by: Any) -> None:
    """people -> cases"""
    cases.give_back_all(user=post.user, org_code=post.org_code, by=by)


@when(intake.submitted)
def open_a_case(*, application: intake.Application, by: Any) -> None:
    """intake -> cases"""
    cases.open_case(application=application, by=by)


@when(documents.closed)
def whoever_handed_it_in_is_told(*, this: Any, file: Any) -> None:
    """documents -> intake: a file holds harmful software"""
    intake.tell_of_closed_file(this=this, file=file)


@when(intake.dropped)
def what_waited_for_it_is_looked_at(*, application: intake.Application, by: Any) -> None:
    """intake -> cases: an item of a bundle will not come, and others may wait for it"""
    if application.bundle_id:
        cases.look_soon(application.bundle_id)


@when(catalogue.adjusted)
def nobody_comes_in_vain(*, item: catalogue.Item, by: Any) -> None:
    """catalogue -> halls: whoever booked for a service that is suspended or cancelled is told"""
    halls.call_off_later(item=item)


@when(promises.silent)
def accept_by_law(*, subject: Any, promise: Any, outcome: str, by: Any) -> None:
    """promises -> cases: five working days of silence are an acceptance"""
    if outcome == "deemed_accepted" and isinstance(subject, cases.Case):
        cases.deem_accepted(case=subject, by=by)


@when(promises.silent)
def renew_by_law(*, subject: Any, promise: Any, outcome: str, by: Any) -> None:
    """promises -> cases: a licence expired while the organ was silent about its renewal"""
    if outcome == "deemed_renewed" and isinstance(subject, cases.Case):
        cases.deem_renewed(case=subject, by=by)


@when(processes.moved)
def wait_for_what_the_other_drawing_wants(*, this: Any, ready: list[str], by: Any) -> None:
    """workflow -> cases: a running process was carried over to another version"""
    if isinstance(this.subject, cases.Case):
        cases.follow(this, ready)


@when(promises.moved)
def show_the_new_day(*, this: Any, promise: Any) -> None:
    """promises -> cases: the calendar changed"""
    if isinstance(this.subject, cases.Case):
        cases.take_due_date(this=this, promise=promise)


@when(statutes.changed)
def show_the_law_as_it_stands(*, statute: statutes.Statute, by: Any) -> None:
    """statutes -> catalogue: the guides that cite it show its articles"""
    catalogue.show_law_again(law=statute.title)


@when(sites.reworded)
def show_the_new_words(*, site: sites.Site, by: Any) -> None:
    """sites -> catalogue: the printed guides of the place wear its name and its footer"""
    catalogue.show_face_again(region_code=site.region_code)


@when(people.frozen)
def tell_whoever_works_on_their_cases(*, user: people.User, by: Any) -> None:
    """people -> cases: the applicant is dead, or their identity was cancelled"""
    cases.tell_of_holder(user=user, frozen=True)


@when(people.thawed)
def tell_them_that_it_holds_again(*, user: people.User, by: Any) -> None:
    """people -> cases: the identity was frozen in error"""
    cases.tell_of_holder(user=user, frozen=False)
