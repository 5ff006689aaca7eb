"""Official documents: what the register says about one event, as a sheet of paper in PDF/A."""
