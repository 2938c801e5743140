"""Records of use: monthly totals, activities, sessions, plans, requests, repairs, satisfaction. Counts only, no person."""
