from tongban.kit.announcements import Announcement

changed = Announcement("statutes.changed", "a law has a new edition, another text, or was repealed")
