"""What lapses and nothing follows: whose it is, as a calendar, and as a feed for calendars."""
