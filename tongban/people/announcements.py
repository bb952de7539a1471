from tongban.kit.announcements import Announcement

frozen = Announcement("people.frozen", "an identity is frozen: its holder is dead, or the register cancelled it")
thawed = Announcement("people.thawed", "a frozen identity holds again: it was an error")
left = Announcement("people.left", "somebody left the service; what they had at hand goes to others")
post_ended = Announcement("people.post_ended", "a post was taken from somebody who stays")
