"""The desk as one ASGI application: routes, static files, and what guards them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from desk.web import refusing
from desk.web.api.routes import api
from desk.web.desk import Desk
from desk.web.guard import Guard
from desk.web.heads import Heads
from desk.web.openapi import describe
from desk.web.pages import (
    acts,
    admin,
    admin_accounts,
    admin_calendars,
    admin_catalogues,
    admin_delegations,
    admin_departments,
    admin_identities,
    admin_people,
    admin_person,
    applicant,
    attachments,
    case,
    cases,
    documents,
    inbox,
    intake,
    item,
    items,
    joint,
    live,
    messages,
    own,
    own_substitute,
    picture,
    progress,
    signing_in,
    signing_in_elsewhere,
    workload,
)
from desk.web.rendering import STATIC

PAGES = (
    signing_in.router,
    signing_in_elsewhere.router,
    admin.router,
    admin_accounts.router,
    admin_calendars.router,
    admin_catalogues.router,
    admin_delegations.router,
    admin_departments.router,
    admin_identities.router,
    admin_people.router,
    admin_person.router,
    inbox.router,
    applicant.router,
    progress.router,
    live.router,
    messages.router,
    own.router,
    own_substitute.router,
    intake.router,
    cases.router,
    items.router,
    workload.router,
    acts.router,
    item.router,
    joint.router,
    case.router,
    picture.router,
    documents.router,
    attachments.router,
)


def build(desk: Desk) -> FastAPI:
    """The application over this desk."""

    @asynccontextmanager
    async def while_serving(_: FastAPI) -> AsyncIterator[None]:
        reorganising = asyncio.create_task(desk.administration.reorganisations.go_on_for_ever())
        planning = asyncio.create_task(desk.administration.plans.enter_for_ever(lambda: desk.today, desk.now))
        redeeming = asyncio.create_task(desk.orders.redeem_for_ever())
        sweeping = asyncio.create_task(desk.attachments.sweep_for_ever(desk.now))
        listening = asyncio.create_task(desk.ear.listen_for_ever())
        watching = asyncio.create_task(desk.streams.watch_for_ever())
        sending = asyncio.create_task(desk.sending.send_for_ever())
        yield
        desk.streams.close()
        going_on = (reorganising, planning, redeeming, sweeping, listening, watching, sending)
        for each in going_on:
            each.cancel()
        await asyncio.gather(*going_on, return_exceptions=True)

    app = FastAPI(
        title="联审 Lianshen",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        lifespan=while_serving,
    )
    app.state.desk = desk
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    app.include_router(api, prefix="/api/v1")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(Heads)
    app.add_middleware(
        Guard,
        origins=desk.origins,
        refuse=refusing.plain_answer,
        largest_file=desk.attachments.limits.largest_file,
    )
    refusing.install(app)
    describe(app)
    return app
