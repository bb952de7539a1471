"""The basic list (基本目录): what every level that implements an item takes over unchanged (C1)."""
