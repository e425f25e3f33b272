"""A fault campaign: the app is killed again and again while it trains, and nothing may be lost."""
