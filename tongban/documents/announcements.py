from tongban.kit.announcements import Announcement

closed = Announcement("documents.closed", "a file that was taken in before turned out to hold harmful software")
