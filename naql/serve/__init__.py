"""store → browser, JSON: the reading room, pages made on the server that work without scripts.

    from naql.serve.app import create_app
    app = create_app("naql.db")     # a Starlette application, read-only

One table (`routes.PAGES`) drives the pages, their JSON twins, the CSV lists and the OpenAPI description. A request goes
security → parameters → view (store → answer) → drawing (answer → HTML) or JSON or CSV. Nothing is imported here, so that
the other commands do not wait for a web server.
"""
