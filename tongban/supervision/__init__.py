"""Reads every promise and rating of a region; changes nothing in other rooms."""
