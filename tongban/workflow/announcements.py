from tongban.kit.announcements import Announcement

moved = Announcement("workflow.moved", "a running process was carried over to another version of its drawing")
