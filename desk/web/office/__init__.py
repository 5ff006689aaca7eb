"""Forms, summaries and receipts of the administrator's pages and the own account."""
