"""Order and waiting: what a case does next, and what it waits for."""
