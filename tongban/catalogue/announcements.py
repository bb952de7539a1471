from tongban.kit.announcements import Announcement

published = Announcement("catalogue.published", "a version of a guide is the one that counts from now on")
adjusted = Announcement("catalogue.adjusted", "an item is suspended, resumed or cancelled from now on")
