"""The desk in a browser and for programs: routes, pages, and what they share."""
