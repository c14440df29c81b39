"""The Performance page: its window, its views, and what they share."""
