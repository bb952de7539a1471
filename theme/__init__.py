"""The design system: tokens, components and base pages. It knows no room; every room's pages extend it."""
