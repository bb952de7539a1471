"""The words that `site.js`, `upload.js` and `desk.js` say, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """`{0}`, `{1}` are filled in by the scripts: names, sizes, times."""
    return {
        "copied": _("Copied"),
        "saved_at": _("Saved at {0}"),
        "saving": _("Saving…"),
        "not_saved": _("Not saved yet: no connection. What you typed is still here."),
        "sending": _("Sending…"),
        "press_again": _("Press the keys again, or Enter, to do this."),
        "still_sending": _("No answer yet. You may press the button again; nothing is submitted twice."),
        "uploading": _("Uploading {0}"),
        "uploaded": _("{0} uploaded"),
        "removed": _("{0} removed"),
        "remove": _("Remove"),
        "retry": _("Try again"),
        "preview": _("View"),
        "too_big": _("{0} is {1}; a file may have up to {2}. Take the photo again at a smaller size, or split it."),
        "wrong_kind": _("{0} is not of a kind we can read. Send {1}."),
        "too_many": _("You chose {0} files; up to {1} may be sent here. Remove some first."),
        "upload_failed": _("{0} did not arrive. Check the connection and try again."),
        "selected": _("{0} selected"),
        "aloud": _("Read aloud"),
        "aloud_pause": _("Pause"),
        "aloud_go_on": _("Go on reading"),
        "aloud_stop": _("Stop"),
        "aloud_before": _("Sentence before"),
        "aloud_next": _("Next sentence"),
        "aloud_speed": _("Speed"),
        "aloud_place": _("Sentence {0} of {1}"),
        "aloud_nothing": _("There is nothing to read aloud here."),
        "signed_in_as": _("My page of {0}"),
    }
