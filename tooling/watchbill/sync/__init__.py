"""Making what is outside say the same as the repository: files, and pagers by plan and apply."""
