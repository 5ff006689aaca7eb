"""All routes of the API under one prefix."""

from fastapi import APIRouter

from desk.web.api import cases, commands, deadline, rehearsals, sessions, tasks

api = APIRouter()
for _router in (
    sessions.router,
    cases.router,
    commands.router,
    tasks.router,
    deadline.router,
    rehearsals.router,
):
    api.include_router(_router)
