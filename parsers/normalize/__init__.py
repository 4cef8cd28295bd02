"""Values as printed, made comparable: numbers, dates, document numbers, issuers, places."""
