"""How files that people write become values with their lines, and faults with theirs."""
