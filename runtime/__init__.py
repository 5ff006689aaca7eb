"""What the processes share: settings, logging, database and Temporal clients, embedded servers."""
