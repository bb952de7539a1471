from tongban.kit.announcements import Announcement

silent = Announcement("promises.silent", "a limit ran out in silence, and the law makes something of that silence")
moved = Announcement("promises.moved", "the calendar changed, and with it the day on which something is due")
