"""The description of the API."""

from fastapi import FastAPI


def describe(app: FastAPI) -> None:
    """Describe it."""
