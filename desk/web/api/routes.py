"""All routes of the API under one prefix."""

from fastapi import APIRouter

from desk.web.api import attachments, cases, commands, deadline, documents, rehearsals, sessions, tasks

api = APIRouter()
for _router in (
    sessions.router,
    cases.router,
    commands.router,
    documents.router,
    attachments.router,
    tasks.router,
    deadline.router,
    rehearsals.router,
):
    api.include_router(_router)
