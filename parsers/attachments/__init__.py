"""Files that are documents: PDF and Word, read as the same blocks as pages."""
