"""Who may do what with a check-up: an editor in their organs, a publisher in their region and below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.catalogue.checkup.models import CheckFinding, CheckRun, FindingState, NameGroup
from tongban.catalogue.desk_queries import check_can_work, reach
from tongban.catalogue.models import Item
from tongban.catalogue.rules import check_can_edit
from tongban.kit.errors import AlreadyDone, NotAllowed
from tongban.people.api import User, check_may, may, posts_with
from tongban.regions.api import subtree_range


@dataclass(frozen=True)
class Scope:
    """What one run reads: a division with everything below it, or one organ."""

    region_code: str
    org_code: str = ""

    @property
    def key(self) -> str:
        return self.org_code or self.region_code


def scopes(user: User) -> list[Scope]:
    """The largest first; an editor has one per organ."""
    found = [Scope(post.region_code) for post in posts_with(user, "catalogue.publish")]
    found += [Scope(post.region_code, post.org_code) for post in posts_with(user, "catalogue.edit")]
    return sorted(dict.fromkeys(found), key=lambda one: (one.org_code, one.region_code))


def scope_of(user: User, key: str) -> Scope:
    """The scope that was asked for, else the first one. Raises NotAllowed for a place that is not theirs."""
    mine = scopes(user)
    found = next((one for one in mine if one.key == key), None) if key else next(iter(mine), None)
    if found is None:
        raise NotAllowed(
            _("This check-up belongs to another organ or region."),
            found=key,
            wanted=_("one of yours"),
            cure=_("Choose it above the figures."),
        )
    return found


def check_can_run(run: CheckRun, user: Any) -> None:
    if run.org_code:
        return check_may(user, "catalogue.edit", org_code=run.org_code, region_code=run.region_code)
    check_may(user, "catalogue.publish", region_code=run.region_code)


def findings(user: User) -> QuerySet[CheckFinding]:
    return CheckFinding.objects.filter(reach(user, entrusted=False))


def findings_of(scope: Scope) -> QuerySet[CheckFinding]:
    if scope.org_code:
        return CheckFinding.objects.filter(org_code=scope.org_code)
    low, high = subtree_range(scope.region_code)
    return CheckFinding.objects.filter(region_code__gte=low, region_code__lt=high)


def check_can_decide(finding: CheckFinding, user: Any) -> None:
    """Whether it is a finding at all: its editor says so, or the publisher."""
    check_can_work(_as_item(finding), user)
    if finding.state not in (FindingState.OPEN, FindingState.DRAFTED):
        raise _decided(finding)


def check_can_accept(finding: CheckFinding, user: Any) -> None:
    """Accepting writes a draft, and drafts are the editor's."""
    check_can_edit(_as_item(finding), user)
    if finding.state != FindingState.OPEN:
        raise _decided(finding)


def check_can_reopen(finding: CheckFinding, user: Any) -> None:
    check_can_work(_as_item(finding), user)
    if finding.state != FindingState.DISMISSED:
        raise AlreadyDone(_("This finding is not dismissed."), found=finding.get_state_display())


def _as_item(finding: CheckFinding) -> Item:
    return Item(org_code=finding.org_code, region_code=finding.region_code)


def _decided(finding: CheckFinding) -> AlreadyDone:
    who = finding.decided_by.name if finding.decided_by else _("the system")
    return AlreadyDone(
        _("%(who)s decided about this finding already.") % {"who": who},
        found=finding.get_state_display(),
        cure=_("Load the list again."),
    )


def check_can_set(row: Any, user: Any) -> None:
    """The rules are those of the whole installation: whoever publishes for all of it sets them."""
    check_may(user, "catalogue.rules", region_code=settings.HOME_REGION)


def can_set(user: Any) -> bool:
    return may(user, "catalogue.rules", region_code=settings.HOME_REGION)


def check_can_merge(group: NameGroup, user: Any) -> None:
    check_may(user, "catalogue.publish", region_code=group.region_code)
