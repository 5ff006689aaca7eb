"""The servers that an office brings along, under our own small supervisor."""
