"""What an administrator does to the office itself: people, accounts, departments, catalogues, calendars."""
