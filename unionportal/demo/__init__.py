"""The demo city: Qingdao's real districts, a plausible union tree, fictitious sites walked through the services."""
