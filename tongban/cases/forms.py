"""What an official types for each act. A form only reads; whether the act may be done is the rule's answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.cases import looking, outcomes, receiving
from tongban.cases.actions import CORRECTION_DAYS
from tongban.cases.deciding import BY_OFFICIALS, MOST_GIVEN
from tongban.cases.entries import MOST as MOST_ENTRY
from tongban.cases.missing import missing, missing_days
from tongban.cases.models import Case, MaterialCheck, Step
from tongban.halls import api as halls
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.errors import BadInput
from tongban.kit.fields import mask
from tongban.people.api import User, is_open, staff_of
from tongban.promises import api as promises
from tongban.regions.api import organisation


class ActForm(forms.Form):
    """Knows the case and who acts. `take` puts the action's own refusals beside the fields they are about."""

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        self.case, self.user = case, user
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values that depend on the case."""

    def points(self) -> list[dict[str, Any]]:
        """What nobody ticked yet, where the act asks for it: see `Looking`."""
        return []

    def own_fields(self) -> list[Any]:
        """What has to be typed besides the points."""
        return list(self)

    def take(self, error: BadInput) -> None:
        if not error.errors:
            self.add_error(None, str(error))
        for name, said in error.errors.items():
            for sentence in said:
                self.add_error(name if name in self.fields else None, sentence)


def long_text(label: Any, empty: Any = "", *, rows: int = 4, help_text: Any = "", most: int = 4000) -> forms.CharField:
    """`empty` is what is said when nothing was written; a text without it may stay empty."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        required=bool(empty),
        max_length=most,
        error_messages=missing(empty),
    )


class Confirm(ActForm):
    """Nothing to type: the page says what will happen."""


class NotRequired(ActForm):
    reason = long_text(
        _("Why no application is needed"),
        _("The reason is missing. Write why no application is needed; the applicant reads it."),
        help_text=_("The notice to the applicant quotes this."),
    )


class RefuseAcceptance(ActForm):
    reason = long_text(
        _("Why it is not ours"),
        _("The reason is missing. Write why another organ has this power."),
        help_text=_("The decision quotes this."),
    )
    competent = forms.CharField(
        label=_("The competent organ"),
        max_length=100,
        help_text=_("Its full name: the applicant goes there next."),
        error_messages=missing(_("The competent organ is missing. Write its full name.")),
    )


class Suspend(ActForm):
    kind = forms.ChoiceField(
        label=_("Procedure"),
        widget=forms.RadioSelect,
        error_messages=missing(_("Nothing is chosen. Choose the procedure for which the clock stops.")),
    )
    ground = long_text(
        _("Why it is needed"),
        _("The ground is missing. Write why the procedure is needed; the notice quotes it."),
        help_text=_("The notice to the applicant quotes this."),
    )
    days = forms.IntegerField(
        label=_("Working days it takes"),
        min_value=1,
        max_value=365,
        help_text=_("Told to the applicant in writing."),
        error_messages=missing_days(_("The time is missing. Write how many working days the procedure takes.")),
    )
    by_whom = forms.CharField(label=_("Who carries it out"), required=False, max_length=100)

    def prepare(self) -> None:
        chinese = (get_language() or "zh").startswith("zh")
        kinds = [promises.PAUSE_KINDS[code] for code in promises.regime(self.case.regime).pauses]
        choices = [(kind.code, kind.zh if chinese else kind.en) for kind in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class Resume(ActForm):
    result = long_text(
        _("The result of the procedure"),
        _("The result is missing. Write what the procedure found; without it the clock cannot run again."),
        help_text=_("Kept with the case as a ground for the decision."),
    )


class AskExtension(ActForm):
    days = forms.IntegerField(
        label=_("Working days more"),
        min_value=1,
        error_messages=missing_days(_("The days are missing. Write how many working days more are needed.")),
    )
    reason = long_text(
        _("Why the limit is not enough"),
        _("The reason is missing. Write why the limit is not enough; the applicant is told."),
        most=500,
        help_text=_("The applicant is told this reason."),
    )

    def prepare(self) -> None:
        rule = promises.regime(self.case.regime).clock("decision")
        most = rule.extension.days if rule and rule.extension else 0
        days = self.fields["days"]
        days.help_text = _("At most %(days)d, once, with the approval of the head.") % {"days": most}
        days.widget.attrs["max"] = most


class People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.login})"


class Person(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.login})"


class NameInspectors(ActForm):
    inspectors = People(
        label=_("Inspectors"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two. The notice to the applicant names them."),
        error_messages=missing(_("No inspector is chosen. Choose at least two.")),
    )
    at = forms.DateTimeField(
        label=_("When"),
        error_messages=missing(
            _("The time of the visit is missing. Give day and hour."),
            invalid=_("This is no time that can be read. Give day and hour, for example 2026-03-03 10:00."),
        ),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    place = forms.CharField(
        label=_p("of an inspection", "Where"),
        max_length=200,
        error_messages=missing(_("The place of the visit is missing. Write where the inspectors come.")),
    )
    scope = long_text(
        _("What is looked at"), _("Write what the inspectors look at; the notice names it."), rows=6, most=1000
    )

    def prepare(self) -> None:
        self.fields["inspectors"].queryset = staff_of(self.case.org_code, "cases.inspect")  # type: ignore[attr-defined]
        points = [point.text.said().rstrip("。.") for point in self.case.guide.review_points]
        self.fields["scope"].initial = "；".join(points)[:1000]

    def clean_at(self) -> dt.datetime:
        at: dt.datetime = self.cleaned_data["at"]
        if at < clock.now():
            raise forms.ValidationError(
                _("This moment has passed; the notice must reach the applicant before the visit.")
            )
        return at


class Inspect(ActForm):
    passed = forms.ChoiceField(
        label=_("What you found"),
        widget=forms.RadioSelect,
        choices=[("yes", _p("inspection", "As required")), ("no", _p("inspection", "Not as required"))],
        error_messages=missing(_("Nothing is chosen. Say whether what you found is as required.")),
    )
    report = long_text(
        _("Report"),
        _("The report is empty. Write what you saw on site."),
        rows=8,
        help_text=_("What you saw, measured and photographed; one fact a line."),
    )


class Looking(ActForm):
    """Asks for every required point that nobody ticked: a tick, or one sentence why it stays open.

    `points()` pairs each with its two fields; `common()` is the sentence for all that have none of their own.
    """

    def prepare(self) -> None:
        self.open = {point.key.replace(":", "-"): point for point in self.points_asked_for()}
        before = looking.sentences(self.case)
        for slug, point in self.open.items():
            self._add_point(slug, point, before.get(point.key, ""))
        if len(self.open) > 1:
            self.fields["why_all"] = self._sentence(_("One sentence for all that stay open"))

    def points_asked_for(self) -> list[looking.Point]:
        return looking.open_points(self.case)

    def _add_point(self, slug: str, point: looking.Point, before: str) -> None:
        label = _("%(point)s: looked at, it meets its standard") % {"point": point.name}
        self.fields[f"looked_{slug}"] = forms.BooleanField(label=label, required=False)
        self.fields[f"why_{slug}"] = self._sentence(
            _("%(point)s: why it stays open") % {"point": point.name}, initial=before
        )

    @staticmethod
    def _sentence(label: Any, initial: str = "") -> forms.CharField:
        return forms.CharField(label=label, required=False, initial=initial, max_length=looking.MOST)

    def points(self) -> list[dict[str, Any]]:
        return [
            {"point": point, "looked": self[f"looked_{slug}"], "why": self[f"why_{slug}"]}
            for slug, point in self.open.items()
        ]

    def common(self) -> Any:
        return self["why_all"] if "why_all" in self.fields else None

    def own_fields(self) -> list[Any]:
        theirs = {f"{part}_{slug}" for slug in [*self.open, "all"] for part in ("looked", "why")}
        return [field for field in self if field.name not in theirs]

    def clean(self) -> dict[str, Any]:
        """The two fields of each point become `ticked` and `left_open`, as the actions take them."""
        typed = super().clean() or {}
        looked = {slug: typed.pop(f"looked_{slug}", False) for slug in self.open}
        why = {slug: typed.pop(f"why_{slug}", "") for slug in self.open}
        for slug in self.open:
            if looked[slug] and why[slug] and f"why_{slug}" in self.changed_data:
                self.add_error(f"why_{slug}", _("You ticked it and wrote why it stays open. Take one of the two away."))
        typed["ticked"] = [point.key for slug, point in self.open.items() if looked[slug]]
        typed["left_open"] = {point.key: why[slug] for slug, point in self.open.items() if why[slug]}
        if common := typed.pop("why_all", ""):
            typed["left_open"][looking.ALL] = common
        self._say_what_is_left(typed["ticked"], typed["left_open"])
        return typed

    def _say_what_is_left(self, ticked: list[str], left_open: dict[str, str]) -> None:
        """Beside what else is missing, not after it; the action refuses it all the same."""
        slugs = {point.key: slug for slug, point in self.open.items()}
        for key, sentences in looking.faults(self.open.values(), ticked, left_open).items():
            for sentence in sentences:
                self.add_error(f"why_{slugs[key]}", sentence)

    def take(self, error: BadInput) -> None:
        fields = {point.key: f"why_{slug}" for slug, point in self.open.items()}
        renamed = {fields.get(key, key): said for key, said in error.errors.items()}
        super().take(BadInput(error.message, errors=renamed, cure=error.cure))


class Entering(Looking):
    """Asks for what the guide wants written into the register with the grant."""

    def prepare(self) -> None:
        super().prepare()
        for entry in self.case.guide.result.entries:
            label = entry.label.said()
            empty = _("“%(entry)s” is missing. It stands on the decision.") % {"entry": label}
            self.fields[f"entry_{entry.key}"] = forms.CharField(
                label=label, max_length=MOST_ENTRY, error_messages=missing(empty)
            )

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        keys = [entry.key for entry in self.case.guide.result.entries]
        typed["entries"] = {key: typed.pop(f"entry_{key}", "") for key in keys}
        return typed

    def take(self, error: BadInput) -> None:
        keys = {entry.key for entry in self.case.guide.result.entries}
        renamed = {f"entry_{key}" if key in keys else key: said for key, said in error.errors.items()}
        super().take(BadInput(error.message, errors=renamed, cure=error.cure))


class AtOnce(Entering):
    """Accepted and granted in one step."""


class Decide(Looking):
    """Whoever decides is asked only where nobody reviewed the case before."""

    def points_asked_for(self) -> list[looking.Point]:
        return [] if self.case.findings.get("review") else super().points_asked_for()


class Grant(Entering, Decide):
    """Of a benefit the decision says what is given."""

    given = long_text(
        _("What is granted"),
        _("What is granted is missing. Write how much, for what and from when."),
        rows=3,
        most=MOST_GIVEN,
        help_text=_("The decision says this sentence. The guide's rate for this applicant stands here already."),
    )

    def prepare(self) -> None:
        super().prepare()
        if outcomes.is_benefit(self.case):
            self.fields["given"].initial = outcomes.standard(self.case)
        else:
            del self.fields["given"]


class Review(Looking):
    opinion = forms.ChoiceField(
        label=_("Your proposal"),
        widget=forms.RadioSelect,
        choices=[("grant", _p("proposal", "Grant")), ("refuse", _p("proposal", "Refuse"))],
        error_messages=missing(_("No proposal is chosen. Propose to grant or to refuse.")),
    )
    reasons = long_text(_("Reasons"), rows=6, help_text=_("For a refusal with their articles; one a line."))

    def prepare(self) -> None:
        super().prepare()
        failed = looking.failed_checks(self.case)
        self.fields["reasons"].initial = "\n".join(reason_lines(self.case, failed))


class Check(ActForm):
    agreed = forms.ChoiceField(
        label=_("Do you agree with the review?"),
        widget=forms.RadioSelect,
        choices=[("yes", _p("second check", "I agree")), ("no", _p("second check", "Back to review"))],
        error_messages=missing(_("Nothing is chosen. Say whether you agree, or send it back to review.")),
    )
    remark = long_text(_("Remark"), most=2000, help_text=_("Needed when it goes back: what has to change."))


class Refuse(Decide):
    reasons = long_text(
        _("Reasons"),
        _("The reasons are missing. A refusal names at least one, with its article."),
        rows=8,
        help_text=_("One a line, each with its article. The decision numbers them."),
    )

    def prepare(self) -> None:
        super().prepare()
        review = self.case.findings.get("review", {})
        self.fields["reasons"].initial = review.get("reasons", "") if review.get("opinion") == "refuse" else ""


class Transfer(ActForm):
    to = Person(
        label=_("Colleague"),
        queryset=User.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages=missing(_("Nobody is chosen. Choose the colleague who takes the case.")),
    )

    def prepare(self) -> None:
        colleagues = staff_of(self.case.org_code, "cases.review")
        if self.case.examiner_id is not None:
            colleagues = colleagues.exclude(pk=self.case.examiner_id)
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]


def where_handed_out(case: Case) -> str:
    """The hall of the county, where the organ's window stands; else the organ itself."""
    hall = next(iter(halls.halls_for(case.region_code)), None)
    return f"{hall.name}（{hall.address}）" if hall else str(organisation(case.org_code).address)


class Deliver(ActForm):
    method = forms.ChoiceField(
        label=_("Manner of service"),
        widget=forms.RadioSelect,
        error_messages=missing(_("Nothing is chosen. Choose how the result is handed over.")),
    )
    place = forms.CharField(label=_p("of service", "Place"), required=False, max_length=100)
    who = forms.ChoiceField(
        label=_("Who receives it"),
        widget=forms.RadioSelect,
        error_messages=missing(_("Nothing is chosen. Say who receives the result.")),
    )
    evidence = forms.ChoiceField(
        label=_("Document you saw"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Wanted at a window. Compare name and number with what stands above."),
    )
    receiver = forms.CharField(
        label=_("Name of whoever comes for them"),
        required=False,
        max_length=60,
        help_text=_("Only for somebody else: as on the document; the proof of service names this person."),
    )
    authority = forms.ChoiceField(
        label=_("Authority that was shown"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Only for somebody else: what entitles them to receive the result."),
    )

    depends = ("evidence", "receiver", "authority")

    def prepare(self) -> None:
        words = {"window": _p("of service", "At a window")}
        self._offer("method", {method: words[method] for method in BY_OFFICIALS})
        self._offer("who", {who: words for who, words in self._comers().items() if who in receiving.comers(self.case)})
        self._offer("evidence", receiving.EVIDENCE)
        self._offer("authority", receiving.authorities(self.case))
        self.fields["place"].initial = where_handed_out(self.case)

    def _named(self, name: str) -> str:
        return name if is_open(self.case, self.user) else mask("name", name)

    def _comers(self) -> dict[str, Any]:
        applied = _("Whoever applied for them: %(name)s") % {"name": self._named(self.case.applicant_name)}
        return {"self": self._oneself(), "applicant": applied, "other": _("Somebody else, for them")}

    def _oneself(self) -> Any:
        if not self.case.enterprise:
            return self._named(receiving.entitled(self.case))
        return _("The legal representative: %(name)s") % {"name": self._named(receiving.in_person(self.case)) or "–"}

    def _offer(self, field: str, choices: Mapping[str, Any]) -> None:
        self.fields[field].choices = list(choices.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The four fields about the receiver become one `receiver`, as `deliver` takes it."""
        typed = super().clean() or {}
        name, shown = typed.pop("receiver", ""), {key: typed.pop(key, "") for key in ("who", "authority", "evidence")}
        receiver = receiving.Receiver(name=name, **shown)
        if typed.get("method") and receiver.who:
            self._say_what_is_missing(receiver)
        return typed | {"receiver": receiver}

    def _say_what_is_missing(self, receiver: receiving.Receiver) -> None:
        """Beside what else is missing, not after it; the action refuses it all the same."""
        try:
            receiving.check_receiver(self.case, receiver)
        except BadInput as error:
            self.take(error)


class CommentForm(ActForm):
    text = long_text(
        _("A word to colleagues"),
        _("The comment is empty. Write what colleagues should know."),
        rows=2,
        help_text=_("The applicant never sees it."),
    )


# Corrections: one row per material of the guide and one for the form


class Correction(ActForm):
    """`rows()` pairs each thing that may be asked for with its three fields."""

    days = forms.IntegerField(
        label=_("Working days the applicant gets"),
        min_value=1,
        max_value=90,
        initial=CORRECTION_DAYS,
        error_messages=missing_days(_("The period is missing. Write how many working days the applicant gets.")),
    )

    def prepare(self) -> None:
        self.names: dict[str, str] = {"form": str(_("The application form"))}
        asked = [need.material for need in intake.needs(self.case.application)]
        self.names |= {material.key: material.name.said() for material in asked}
        failed = {check.key: check.remark for check in looking.failed_checks(self.case)}
        for key in self.names:
            self._add_row(key, failed.get(key))

    def _add_row(self, key: str, remark: str | None) -> None:
        self.fields[f"ask_{key}"] = forms.BooleanField(
            label=self.names[key], required=False, initial=remark is not None
        )
        for part, label in (("problem", _("What is wrong")), ("demand", _("What to hand in"))):
            initial = remark if part == "problem" else ""
            area = forms.Textarea(attrs={"rows": 2})
            self.fields[f"{part}_{key}"] = forms.CharField(
                label=f"{self.names[key]} · {label}",
                required=False,
                max_length=1000,
                initial=initial,
                widget=area,
            )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for key in self.names:
            if typed.get(f"demand_{key}") and not typed.get(f"ask_{key}"):
                self.add_error(f"demand_{key}", _("You wrote what to hand in, but did not tick it."))
        return typed

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"key": key, "ask": self[f"ask_{key}"], "problem": self[f"problem_{key}"], "demand": self[f"demand_{key}"]}
            for key in self.names
        ]

    def asked_items(self) -> list[dict[str, str]]:
        """What was ticked, as `ask_correction` takes it."""
        typed = self.cleaned_data
        return [
            {"key": key, "problem": typed[f"problem_{key}"], "demand": typed[f"demand_{key}"]}
            for key in self.names
            if typed[f"ask_{key}"]
        ]

    def take(self, error: BadInput) -> None:
        renamed = {f"problem_{key}" if key in self.names else key: said for key, said in error.errors.items()}
        super().take(BadInput(error.message, errors=renamed, cure=error.cure))


def reason_lines(case: Case, failed: list[MaterialCheck]) -> list[str]:
    """One line per failed tick: its name and the remark, as the examiner wrote it."""
    names = {m.key: m.name.said() for m in case.guide.materials}
    names |= {f"point:{p.key}": p.text.said() for p in case.guide.review_points}
    return [f"{names.get(check.key, check.key)}：{check.remark}".rstrip("：") for check in failed]


class StepForm(ActForm):
    """A step that the department drew into its process: done, or agreed to or not."""

    agreed = forms.ChoiceField(
        label=_("Do you agree?"),
        choices=[("yes", _p("an answer", "I agree")), ("no", _p("an answer", "I do not agree"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    words = long_text(_("Opinion"), help_text=_("Whoever decides reads it; the applicant does not."))

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        self.step = step
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        if not self.step.asks_whether:
            del self.fields["agreed"]
        elif self.step.asks:
            agreed: Any = self.fields["agreed"]
            agreed.label, agreed.choices = self.step.asks, [("yes", _("Yes")), ("no", _("No"))]

    def answer(self) -> dict[str, Any]:
        said = self.cleaned_data.get("agreed", "")
        return {"agreed": said == "yes" if said else None, "words": self.cleaned_data["words"]}
