from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

LINKS = (
    ("unions.union", "admin:bookings_rules_of_union"),
    ("homes.home", "admin:bookings_rules_of_home"),
    ("homes.space", "admin:bookings_rules_of_space"),
)
WHY = "admin:bookings_rules_why"


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        from bookings import (
            agenda,
            audit_words,
            message_kinds,
            panels,
            rule_sets,
            waitlist,
            warnings,
        )
        from common.admin_links import Link, register_link
        from common.audit_words import name_actions
        from homes.followers import register_follower
        from unions import followers

        for model, view in LINKS:
            register_link(model, Link(_("Booking rules"), "rule", view))
        register_link("homes.space", Link(_("Which rules apply"), "help", WHY))
        name_actions(audit_words.WORDS)
        message_kinds.register()
        panels.register()
        followers.register_follower("bookings", rule_sets.homes_moved)
        register_follower("bookings", waitlist.hours_changed)
        warnings.register()
        agenda.register_entries()
