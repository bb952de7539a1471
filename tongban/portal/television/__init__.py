"""Pages for a television and its remote control (H4): large tiles, arrow keys, OK and Back, nothing to scroll.

They show what the site shows, from the same queries; `television.js` moves the focus, and every page works with plain
Tab and without a script too.
"""
