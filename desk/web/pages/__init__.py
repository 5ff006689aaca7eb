"""Pages for people: plain links and forms that work without JavaScript."""
