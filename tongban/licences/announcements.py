from tongban.kit.announcements import Announcement

issued = Announcement("licences.issued", "a licence exists and its holder may show it")
ended = Announcement("licences.ended", "a licence was revoked, annulled or cancelled")
