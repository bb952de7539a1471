from tongban.kit.announcements import Announcement

submitted = Announcement("intake.submitted", "somebody asked for something, and has a receipt")
dropped = Announcement("intake.dropped", "an item of a bundle will not be applied for")
