from tongban.kit.announcements import Announcement

submitted = Announcement("intake.submitted", "somebody asked for something, and has a receipt")
