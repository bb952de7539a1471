"""Posts in organs: who gives and takes them, deputies, leavers, the quarterly review of access, the record's reader."""
