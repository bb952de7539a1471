"""Shared materials (材料目录, C3): one paper described once, and every guide that asks for it says the same of it."""
