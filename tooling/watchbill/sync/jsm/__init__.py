"""Jira Service Management, Operations: schedules and escalations of a team.

A schedule of ours is one of theirs, pairs included: its rotations are on call together. Dated
shifts are rotations with a begin and an end, since overrides have no name by which ours could be
told from those of people; so every override there is somebody's own, and stays. Services are not
kept: what an alert pages is said in the routing rules of a team, by hand.
"""
