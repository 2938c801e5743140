"""What follows when a season is near, confirmed, refused, taken back or over. Pages and tasks call these by name."""

from sites.seasons.services.confirming import confirm_season, end_seasons
from sites.seasons.services.refusing import refuse_season, withdraw_season
from sites.seasons.services.reminding import remind_of_seasons

__all__ = ["confirm_season", "end_seasons", "refuse_season", "remind_of_seasons", "withdraw_season"]
