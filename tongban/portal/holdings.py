from tongban.kit.holdings import Outdated, hold_of_nobody, outdates
from tongban.portal.models import Mistake

hold_of_nobody(Mistake, "nobody who reports a mistake has to say who they are, so it cannot be told whose it is")
outdates(
    Outdated(
        "portal.mistakes",
        "KEEP_MISTAKES_DAYS",
        rows=lambda before: Mistake.objects.filter(settled_at__lt=before).exclude(contact=""),
        forget=lambda before: (
            Mistake.objects.filter(settled_at__lt=before).exclude(contact="").update(contact="", page="", text="")
        ),
        says="addresses of people who reported a mistake that was seen to",
    )
)
