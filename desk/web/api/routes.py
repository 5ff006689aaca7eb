"""All routes of the API under one prefix."""

from fastapi import APIRouter

api = APIRouter()
