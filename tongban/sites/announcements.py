from tongban.kit.announcements import Announcement

reworded = Announcement(
    "sites.reworded", "the words that a place's pages wear are others: name, line, footer, size of type"
)
