"""What a pager should hold, as values: schedules with their timelines, escalations, services."""
