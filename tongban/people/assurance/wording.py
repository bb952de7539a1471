"""What somebody is told about their identity."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongban.messages.api import register

register(
    "people.verified",
    _("Your identity was verified at a window"),
    _(
        "An official compared your document with you at a service window, and your account may be used for every service "
        "now. If it was not you who came, please tell 12345 at once."
    ),
)
register(
    "people.level_withdrawn",
    _("A verification of your identity was withdrawn"),
    _(
        "An official withdrew a verification of your identity that was wrong. Under “My identity” you see the reason and "
        "what you can do; what you applied for stays."
    ),
)
register(
    "people.merged",
    _("Your two accounts are one now"),
    _(
        "At a service window your other account was merged into this one: %(rows)s entries followed, such as cases, "
        "licences, drafts and mandates. Password, passkeys and second steps of the other account have ended: sign in with "
        "those of this account, or with a code to its telephone, and set a password under “My account” if it has none. "
        "Telephone and e-mail address of the other account came along only where this one had none. If it was not you "
        "who came, please tell 12345 at once."
    ),
)
register(
    "people.merged_away",
    _("Your account was merged into another one"),
    _(
        "At a service window this account of yours was made one with another account in your name. Nobody signs in with "
        "this account any more; your cases and licences are in the other one now. Was it you? Then you need do nothing. "
        "If it was not you, please call 12345 at once and say so: it can be undone."
    ),
)
register(
    "people.merge_waits",
    _("Somebody asks to merge your account into another one"),
    _(
        "At a service window somebody asked to make this account of yours one with another account in your name. "
        "Nothing has changed yet: a second official looks at it first. Was it you? Then you need do nothing. If it was "
        "not you, please call 12345 at once and say: “I do not want my accounts merged.”"
    ),
)
register(
    "people.merge_waits_for_kept",
    _("The merging of your accounts waits for a second official"),
    _(
        "At a service window you asked that your other account be merged into this one. A second official looks at it "
        "first; until then both accounts stay as they are, and you are told when it is done. If you did not ask for "
        "it, please call 12345 at once."
    ),
)
register(
    "people.merge_dropped",
    _("Your accounts were not merged"),
    _(
        "The merging of two accounts in your name, which was asked for at a service window, does not take place. Nothing "
        "has changed. If you have questions, call 12345 or come to a window with your document."
    ),
)
register(
    "people.unmerged",
    _("Your accounts are two again"),
    _("An official undid the merging of your accounts. What had followed is where it was before."),
)
register(
    "people.your_account",
    _("How you sign in"),
    _(
        "Somebody asked how you sign in here; if it was you: your user name is %(name)s, at %(url)s. You can set a new "
        "password there with a code. If it was not you, you need do nothing; nobody got in."
    ),
)
