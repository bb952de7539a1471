from tongban.kit.announcements import Announcement

frozen = Announcement("people.frozen", "an identity is frozen: its holder is dead, or the register cancelled it")
thawed = Announcement("people.thawed", "a frozen identity holds again: it was an error")
