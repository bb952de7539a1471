"""Pages for programs (H4): the map of the site for search engines, feeds of what changed, data about a place."""
