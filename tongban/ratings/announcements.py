from tongban.kit.announcements import Announcement

rated = Announcement("ratings.rated", "somebody rated a service they received")
