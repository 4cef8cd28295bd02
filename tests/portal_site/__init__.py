"""Local portals, one for every way a CMS family pages its lists: invented letters in the families' true structure."""
