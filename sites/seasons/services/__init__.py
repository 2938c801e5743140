"""What follows when a season is near, confirmed, taken back or over. Pages and tasks call these by name."""

from sites.seasons.services.confirming import confirm_season, end_seasons, withdraw_season
from sites.seasons.services.reminding import remind_of_seasons

__all__ = ["confirm_season", "end_seasons", "remind_of_seasons", "withdraw_season"]
