"""一件事 (C5) after the submission: how the items stand together, which waits for which, and what goes on by itself."""
