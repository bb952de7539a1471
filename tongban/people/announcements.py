from tongban.kit.announcements import Announcement

left = Announcement("people.left", "somebody left the service; what they had at hand goes to others")
post_ended = Announcement("people.post_ended", "a post was taken from somebody who stays")
