"""What people ask the search for: what it did not find, and the words that departments let lead to their services."""
